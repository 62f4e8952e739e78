// A kept run as a folder that goes on with PyTorch: its checkpoint and figures come from the run's pieces, its prior from
// the shipped files or from those that the visitor gave.
import type { RunConfig } from '../config/schema.ts';
import checksums from '../formats/checksums.json';
import { modelFolder } from '../formats/prior.ts';
import { withoutBreath } from '../model/slices.ts';
import { ownPrior, ownSource } from '../own/bundles.ts';
import { type ClusterFolder, clusterFolder } from '../own/export/cluster_folder.ts';
import type { ClusterRun, RewardNote } from '../own/export/cluster_run.ts';
import { stepAfter } from '../own/export/step_after.ts';
import { rewardDescription } from '../own/reward/reward_identity.ts';
import { taskOf } from '../tasks/index.ts';
import { isShipped, taskCards } from '../tasks/task.ts';
import type { ActiveBackend } from './backend.ts';
import type { LoadModel } from './model_files.ts';
import type { ExportChoices, RunFigures } from './run_export.ts';
import { startOf } from './run_models.ts';

/** What of an exported run its settings do not say. */
export type ExportedRun = Pick<ClusterRun, 'config' | 'checkpoint'> & RunFigures;

export interface ExportOptions extends ExportChoices {
  readonly loadModel: LoadModel;
  readonly backend: ActiveBackend;
}

/** The prior that the page brings along. */
function shippedBase({ task }: RunConfig): ClusterRun['base'] {
  const name = `brain-playground-${task}`;
  if (!isShipped(task)) return { name, files: [] };
  const path = `models/${modelFolder(task, 'prior')}/model.safetensors`;
  const sha256 = new Map(Object.entries(checksums)).get(path)!;
  return { name, files: [{ name: path, sha256 }] };
}

const LEARNED = 'A reward model of the page rates each answer; it learned from preferences about this:';

const shippedReward = ({ task, reward }: RunConfig): RewardNote => ({
  description: `${reward === 'gold' ? '' : `${LEARNED} `}${taskCards[task].rewardRule}`,
});

/** Of a run of the visitor's own: their model and their reward, with its scale on the prior's samples. */
async function ownParts({ own }: RunConfig, { backend }: ExportOptions) {
  const { config, parameters } = ownPrior(own);
  const prior = await backend.createModel(config, parameters, false, () => {});
  try {
    const {
      files,
      reward: identity,
      scale: { mean, spread },
    } = await ownSource(own, prior, withoutBreath);
    const reward: RewardNote = {
      description: rewardDescription(identity) ?? taskCards.own.rewardRule,
      ...(identity.kind === 'rule' && { rule: identity.text }),
      scale: { mean, spread },
    };
    return { reward, base: { name: `own-${own}`, files } };
  } finally {
    prior.dispose();
  }
}

/** Throws a sentence where the run cannot leave. */
export async function exportRun(
  { config, checkpoint, steps, evaluations, origin }: ExportedRun,
  options: ExportOptions,
): Promise<ClusterFolder> {
  const { loadModel, backend, baseName, licence } = options;
  const task = taskOf(config);
  const parts =
    config.task === 'own'
      ? await ownParts(config, options)
      : { reward: shippedReward(config), base: shippedBase(config) };
  const run: ClusterRun = {
    config,
    task,
    checkpoint,
    start: await startOf(task, config, loadModel),
    reward: parts.reward,
    steps,
    evaluations,
    base: { ...parts.base, ...(baseName && { name: baseName }), ...(licence && { licence }) },
    origin,
  };
  if (!options.check) return clusterFolder(run, options);
  const policy = await backend.createModel(run.start.config, run.start.parameters, true, () => {});
  try {
    return clusterFolder(run, { ...options, after: await stepAfter(run, policy) });
  } finally {
    policy.dispose();
  }
}
