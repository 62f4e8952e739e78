// A run as a zip for a cluster: its scripts are fetched, its folder is written where the run or a copy of it is, packed.
import type { ClusterFolder } from '../../../own/export/cluster_folder.ts';
import { CLUSTER_SCRIPTS } from '../../../own/export/cluster_scripts.ts';
import type { ExportChoices } from '../../../session/run_export.ts';
import type { PageState, Run } from '../../../store/page_state.ts';
import type { PageStore } from '../../../store/store.ts';
import { exportInWorker, zipInWorker } from '../../../worker/cluster_client.ts';
import { originOf } from '../run_origin.ts';

export type Stage = 'scripts' | 'folder' | 'zip';

export interface ClusterFile {
  /** Of the folder in the zip; the zip is named like it. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

/** Texts by name. Rejects with a sentence. */
async function clusterScripts(): Promise<ReadonlyMap<string, string>> {
  const texts = CLUSTER_SCRIPTS.map(async (name): Promise<[string, string]> => {
    const url = new URL(`cluster/${name}`, document.baseURI);
    const response = await fetch(url).catch(() => undefined);
    if (!response?.ok)
      throw new Error(`${name} could not be loaded (expected it at ${url.pathname}): check the connection`);
    return [name, await response.text()];
  });
  return new Map(await Promise.all(texts));
}

/** Whether the worker of the run has it at rest; otherwise its kept pieces are read. */
const isAtHand = ({ currentRunId, progress }: PageState, { id }: Run): boolean =>
  id === currentRunId && (progress.status === 'paused' || progress.status === 'finished');

/** The step that would leave. */
export const stepOf = (state: PageState, run: Run): number =>
  isAtHand(state, run) ? state.progress.step : (run.kept?.step ?? 0);

async function folderOf(
  store: PageStore,
  run: Run,
  choices: ExportChoices,
): Promise<{ readonly folder: ClusterFolder; readonly step: number }> {
  const state = store.getState();
  const origin = { ...originOf(run, state), date: new Date().toISOString().slice(0, 10) };
  const asked = { ...choices, origin };
  if (isAtHand(state, run)) return { folder: await store.exportCurrentRun(asked), step: state.progress.step };
  if (!run.kept) throw new Error('the run is not kept (expected one that was paused or has finished)');
  const { kept, pieces } = await store.runParts(run.id);
  return { folder: await exportInWorker({ run: { kept, pieces }, asked }), step: kept.step };
}

/** Rejects with a sentence without a full stop. */
export async function clusterFile(
  store: PageStore,
  run: Run,
  choices: Omit<ExportChoices, 'scripts'>,
  onStage: (stage: Stage) => void,
): Promise<ClusterFile> {
  onStage('scripts');
  const scripts = await clusterScripts();
  onStage('folder');
  const { folder, step } = await folderOf(store, run, { ...choices, scripts });
  onStage('zip');
  const { task, method } = run.config;
  const name = `brain-${task}-${method}-step-${step}-cluster`;
  const bytes = await zipInWorker(folder.files, name);
  return { name, bytes, names: folder.files.map((file) => file.name), notes: folder.notes };
}
