// The worker's entry: one session, fed by messages. The first message says where the page's files are.
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import { browserBackends } from './browser_backends.ts';
import { shippedModels } from './shipped_models.ts';
import type { Storage } from './webgpu_backend.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

interface Init {
  readonly type: 'init';
  /** Where the page's files are. */
  readonly base: string;
  readonly storage?: Storage;
}

function start({ base, storage }: Init): Session {
  const session = new Session({
    emit: (event: WorkerEvent) => scope.postMessage(event),
    backends: browserBackends(storage),
    loadModel: shippedModels(base),
  });
  // A rejection alone would not reach the page; a reported error does, as the worker's error event.
  session.serve().catch(reportError);
  return session;
}

let session: Session | undefined;
scope.addEventListener('message', ({ data }: MessageEvent<Command | Init>) => {
  if (data.type === 'init') session = start(data);
  else session?.send(data);
});
