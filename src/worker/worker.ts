// The worker's entry: one session, fed by messages. The first message says where the page's files are.
import { modelFolder, readPrior } from '../formats/prior.ts';
import { browserBackends } from './browser_backends.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';
import type { Storage } from './webgpu_backend.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

async function fetchFile(url: URL): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`Could not load ${url.pathname}: HTTP ${response.status}. Reload the page.`);
  return response.arrayBuffer();
}

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
    async loadModel(task, part) {
      const folder = modelFolder(task, part);
      const file = (name: string) => fetchFile(new URL(`models/${folder}/${name}`, base));
      const [config, model] = await Promise.all([file('config.json'), file('model.safetensors')]);
      return readPrior(new TextDecoder().decode(config), new Uint8Array(model));
    },
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
