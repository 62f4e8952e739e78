// One more step of a run by an engine of ours, for `train_brain.py --check`: whoever goes on elsewhere sees first that a
// step there is a step here.

import { namedTensors } from '../../formats/hugging_face/named_tensors.ts';
import type { WrittenFile } from '../../formats/hugging_face/written_file.ts';
import { writeSafetensors } from '../../formats/safetensors.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { LanguageModel } from '../../model/language_model.ts';
import { parameterViews } from '../../model/parameters.ts';
import type { ReplayGroup } from '../../objectives/group.ts';
import { MethodRun } from '../../training/method_run.ts';
import { sendStep } from '../../training/step.ts';
import type { ClusterRun } from './cluster_run.ts';

export interface StepAfter {
  /** Of the replay, in the order of the batch. */
  readonly groups: readonly number[];
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly parameters: Float32Array;
}

/** The newest round's first batch. */
function batchOf(replay: readonly ReplayGroup[], count: number): readonly number[] {
  const newest = replay.at(-1)?.round;
  const first = replay.findIndex(({ round }) => round === newest);
  return Array.from({ length: Math.min(count, replay.length - first) }, (_, i) => first + i);
}

/**
 * Throws a sentence where there is no such step.
 * @param policy of the run's shape and trainable, with any parameters; afterwards it has those after the step.
 */
export async function stepAfter(
  { config, task, checkpoint }: ClusterRun,
  policy: LanguageModel,
): Promise<StepAfter> {
  if (config.method !== 'brain')
    throw new Error(`no check for ${config.method} (expected brain: train_brain.py has no other rule)`);
  if (checkpoint.replay.length === 0)
    throw new Error('no check before the first round (expected groups to take a step with)');
  if (checkpoint.optimiser.step === 0)
    throw new Error('no check before the first step (expected moments, which the check is about)');
  policy.restore({ views: parameterViews(policy.config), values: checkpoint.policy });
  policy.loadOptimiser(checkpoint.optimiser);
  const method = new MethodRun(task, policy.config, () => config);
  const groups = batchOf(checkpoint.replay, config.groupsPerBatch);
  const batch = groups.map((g) => checkpoint.replay[g]);
  const { result } = await sendStep(policy, method.batch(batch), batch, config, {
    round: checkpoint.round,
    runFigures: () => ({}),
    abandoned: () => false,
  });
  const { loss, report, skipped } = await result;
  if (skipped) throw new Error(`no check: ${skipped}`);
  const { values } = await policy.snapshot();
  return { groups, loss, gradientNorm: report.gradientNorm, parameters: values };
}

export function stepAfterFile(
  model: ModelConfig,
  { groups, loss, gradientNorm, parameters }: StepAfter,
): WrittenFile {
  const metadata = {
    groups: groups.join(','),
    loss: String(loss),
    gradient_norm: String(gradientNorm),
  };
  return {
    name: 'brain/ts_after.safetensors',
    bytes: writeSafetensors(namedTensors(model, parameters), metadata),
  };
}
