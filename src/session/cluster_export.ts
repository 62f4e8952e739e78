// A kept run as a folder that goes on with PyTorch: its checkpoint and figures come from the run's pieces, its prior from
// the shipped files or from those that the visitor gave.
import type { RunConfig } from '../config/schema.ts';
import checksums from '../formats/checksums.json';
import { modelFolder } from '../formats/prior.ts';
import { type ClusterFolder, type ClusterOptions, clusterFolder } from '../own/export/cluster_folder.ts';
import type { ClusterRun, RewardNote } from '../own/export/cluster_run.ts';
import { stepAfter } from '../own/export/step_after.ts';
import { taskOf } from '../tasks/index.ts';
import { isShipped, taskCards } from '../tasks/task.ts';
import type { ActiveBackend } from './backend.ts';
import type { LoadModel } from './model_files.ts';
import type { RunCheckpoint } from './run_checkpoint.ts';
import { startOf } from './run_models.ts';

/** What of an exported run its settings do not say. */
export interface ExportedRun
  extends Pick<ClusterRun, 'steps' | 'evaluations' | 'origin'>,
    Partial<Pick<ClusterRun, 'base' | 'data'>> {
  /** Of the base, as the visitor gave it. */
  readonly licence?: string;
  readonly config: RunConfig;
  readonly checkpoint: RunCheckpoint;
  /** Of a run of the visitor's own. */
  readonly reward?: RewardNote;
}

export interface ExportOptions extends Omit<ClusterOptions, 'after'> {
  readonly loadModel: LoadModel;
  /** Takes the next step too, so that the cluster can compare; absent: none is taken. */
  readonly backend?: ActiveBackend;
}

/** The prior that the page brings along; nothing is known of a visitor's. */
function shippedBase({ task }: RunConfig): ClusterRun['base'] {
  const name = `brain-playground-${task}`;
  if (!isShipped(task)) return { name, files: [] };
  const path = `models/${modelFolder(task, 'prior')}/model.safetensors`;
  const sha256 = new Map(Object.entries(checksums)).get(path)!;
  return { name, licence: 'apache-2.0', files: [{ name: path, sha256 }] };
}

const LEARNED = 'A reward model of the page rates each answer; it learned from preferences about this:';

const rewardNote = ({ task, reward }: RunConfig): RewardNote => ({
  description: `${reward === 'gold' ? '' : `${LEARNED} `}${taskCards[task].rewardRule}`,
});

/** Throws a sentence where the run cannot leave. */
export async function exportRun(
  { config, checkpoint, steps, evaluations, origin, ...given }: ExportedRun,
  { loadModel, backend, ...options }: ExportOptions,
): Promise<ClusterFolder> {
  const task = taskOf(config);
  const run: ClusterRun = {
    config,
    task,
    checkpoint,
    start: await startOf(task, config, loadModel),
    reward: given.reward ?? rewardNote(config),
    steps,
    evaluations,
    base: { ...(given.base ?? shippedBase(config)), ...(given.licence && { licence: given.licence }) },
    data: given.data ?? [],
    origin,
  };
  if (!backend) return clusterFolder(run, options);
  const policy = await backend.createModel(run.start.config, run.start.parameters, true, () => {});
  try {
    return clusterFolder(run, { ...options, after: await stepAfter(run, policy) });
  } finally {
    policy.dispose();
  }
}
