// Worker entry that writes a kept run as a folder for a cluster, and packs folders: both take seconds for large models.
import type { ClusterFolder } from '../own/export/cluster_folder.ts';
import { clusterZip } from '../own/export/cluster_zip.ts';
import { exportRun } from '../session/cluster_export.ts';
import type { OpenOwnFiles, OwnFilesEvent } from '../session/own_runs.ts';
import type { RunExport } from '../session/run_export.ts';
import { exportedRun } from '../storage/runs/exported_run.ts';
import type { RunFile } from '../storage/runs/file/run_file.ts';
import { browserBackends } from './browser_backends.ts';
import { answerRequests } from './request.ts';
import { shippedModels } from './shipped_models.ts';

export type ClusterRequest =
  | {
      readonly type: 'export';
      /** Base URL of the page's files. */
      readonly base: string;
      readonly run: Pick<RunFile, 'kept' | 'pieces'>;
      readonly asked: Omit<RunExport, 'steps' | 'evaluations'>;
    }
  | { readonly type: 'zip'; readonly files: ClusterFolder['files']; readonly folder: string };
export type ClusterAnswer = ClusterFolder | Uint8Array<ArrayBuffer>;

/** The visitor's files, where the page has sent any before it asks. */
let opened: Promise<OwnFilesEvent> | undefined;

const open = async (files: OpenOwnFiles): Promise<OwnFilesEvent> =>
  (await import('../session/own_runs.ts')).openOwnFiles(files);

addEventListener('message', ({ data }: MessageEvent<OpenOwnFiles | { readonly type?: undefined }>) => {
  if (data.type !== 'own-files') return;
  opened = open(data);
  opened.catch(() => {}); // said to whoever asks
});

async function exported({
  base,
  run,
  asked: { origin, ...choices },
}: Extract<ClusterRequest, { type: 'export' }>): Promise<ClusterFolder> {
  await opened;
  const backend = await browserBackends().activate('cpu');
  try {
    const options = { ...choices, backend, loadModel: shippedModels(base) };
    return await exportRun(exportedRun(run, origin), options);
  } finally {
    backend.release();
  }
}

answerRequests<ClusterRequest, never, ClusterAnswer>((request) =>
  request.type === 'zip' ? clusterZip(request.files, request.folder) : exported(request),
);
