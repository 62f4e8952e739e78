// The current run as a folder for a cluster, or a sentence that says why not.
import { reasonOf } from '../errors/reason.ts';
import type { ExportOptions } from './cluster_export.ts';
import type { WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';
import type { RunExport } from './run_export.ts';

export async function exportedFolder(
  run: Run,
  { steps, evaluations, origin, ...asked }: RunExport,
  here: Pick<ExportOptions, 'backend' | 'loadModel'>,
): Promise<WorkerEvent> {
  const answer = (folder: Extract<WorkerEvent, { type: 'export' }>['folder']): WorkerEvent => ({
    type: 'export',
    runId: run.id,
    folder,
  });
  if (!run.isSavable) return answer({ problem: 'the run is computing (expected it to be paused)' });
  try {
    const { exportRun } = await import('./cluster_export.ts');
    const { config } = run;
    const checkpoint = await run.save();
    return answer(await exportRun({ config, checkpoint, steps, evaluations, origin }, { ...here, ...asked }));
  } catch (error) {
    return answer({ problem: reasonOf(error) });
  }
}
