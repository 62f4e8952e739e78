// Worker entry: one session, fed by messages. The first message holds the base URL of the page's files.
import { reasonOf } from '../errors/reason.ts';
import { InOrder } from '../event_loop/in_order.ts';
import type { RunPiece } from '../session/journal/run_piece.ts';
import type { OpenOwnFiles, OwnFilesEvent } from '../session/own_runs.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import { browserBackends } from './browser_backends.ts';
import { PING, PONG } from './heartbeat.ts';
import { holdLifeline } from './lifeline.ts';
import { shippedModels } from './shipped_models.ts';
import type { Storage } from './webgpu_backend.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

interface Init {
  readonly type: 'init';
  /** Base URL of the page's files. */
  readonly base: string;
  readonly storage?: Storage;
}

function start({ base, storage }: Init): Session {
  const session = new Session({
    emit: (event: WorkerEvent) =>
      scope.postMessage(event, event.type === 'piece' ? bytesOf(event.piece) : []),
    backends: browserBackends({ storage }),
    loadModel: shippedModels(base),
  });
  // A rejection alone does not reach the page. A reported error arrives there as the worker's error event.
  session.serve().catch(reportError);
  return session;
}

/** Handed over, not copied. */
const bytesOf = ({ history, groups, state }: RunPiece): Transferable[] =>
  [history, groups, state].flatMap((part) => (part ? [part.buffer] : []));

/** Readers of models and data are much code, and few visitors need it: it is loaded now, and may not arrive. */
async function openedFiles(files: OpenOwnFiles): Promise<OwnFilesEvent> {
  try {
    return await (await import('../session/own_runs.ts')).openOwnFiles(files);
  } catch (error) {
    return { type: 'own-files', problem: reasonOf(error) };
  }
}

let session: Session | undefined;
const inOrder = new InOrder();
scope.addEventListener('message', ({ data }: MessageEvent<Command | Init | OpenOwnFiles | typeof PING>) => {
  if (data.type === 'init') session = start(data);
  else if (data.type === PING.type) scope.postMessage(PONG);
  else if (data.type === 'own-files')
    inOrder.take(
      () => {},
      async () => scope.postMessage(await openedFiles(data)),
    );
  else inOrder.take(() => session?.send(data));
});
void holdLifeline((message) => scope.postMessage(message));
