// Writes and packs folders for a cluster in a worker of their own.
import type { ClusterFolder } from '../own/export/cluster_folder.ts';
import type { ClusterAnswer, ClusterRequest } from './cluster_worker.ts';
import { sendOwnFiles } from './own_files_in_use.ts';
import { askOnce, settling } from './request.ts';

function ask(request: ClusterRequest): Promise<ClusterAnswer> {
  const worker = new Worker(new URL('./cluster_worker.ts', import.meta.url), {
    type: 'module',
    name: 'cluster',
  });
  if (request.type === 'export') sendOwnFiles(worker);
  return new Promise((resolve, reject) => {
    askOnce(
      worker,
      request,
      settling<never, ClusterAnswer>(resolve, reject, () => {}),
    );
  });
}

/** Rejects with a sentence. */
export const exportInWorker = async (
  request: Omit<Extract<ClusterRequest, { type: 'export' }>, 'type' | 'base'>,
): Promise<ClusterFolder> =>
  (await ask({ type: 'export', base: document.baseURI, ...request })) as ClusterFolder;

export const zipInWorker = async (
  files: ClusterFolder['files'],
  folder: string,
): Promise<Uint8Array<ArrayBuffer>> => (await ask({ type: 'zip', files, folder })) as Uint8Array<ArrayBuffer>;
