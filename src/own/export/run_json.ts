// brain/run.json: what train_brain.py has to know of a run, and where everything comes from.
import { checksumOf } from '../../formats/checksum.ts';
import type { WrittenFile } from '../../formats/hugging_face/written_file.ts';
import type { ModelConfig } from '../../model/config.ts';
import { ADAM_EPSILON } from '../../training/step.ts';
import type { ClusterRun } from './cluster_run.ts';

export const CLUSTER_SCHEMA = 'brain-cluster-run';
/** To be raised when older scripts could not read a folder. */
export const CLUSTER_VERSION = 1;

/** By position: the tokens that may not stand there. The last entry holds for all later positions; empty: all may. */
function suppressedTokens({
  allowed,
  vocabSize,
  controlTokens = 0,
}: ModelConfig): readonly (readonly number[])[] {
  if (!allowed && controlTokens === 0) return [];
  const rows = Array.from({ length: vocabSize + controlTokens }, (_, id) => id);
  return (allowed ?? [null]).map((permitted) => {
    const kept = permitted && new Set(permitted);
    return rows.filter((id) => id >= vocabSize || (kept && !kept.has(id)));
  });
}

/** @param files all others of the folder, whose digests it names. */
export function runJson(
  { config, task, checkpoint, start, reward, base, origin }: ClusterRun,
  { files, notes, lora }: { files: readonly WrittenFile[]; notes: readonly string[]; lora: boolean },
): object {
  const { tokenizer } = task;
  return {
    schema: CLUSTER_SCHEMA,
    version: CLUSTER_VERSION,
    playground: origin.playground,
    computed_on: origin.computedOn,
    date: origin.date,
    task: config.task,
    method: config.method,
    gamma: config.gamma,
    goodness: config.goodness,
    reduction: config.logProbReduction,
    proximal_weight: config.proximalWeight,
    seed: config.seed,
    step: checkpoint.step,
    round: checkpoint.round,
    step_in_round: checkpoint.stepInRound,
    rounds: config.rounds,
    prompts_per_round: config.promptsPerRound,
    samples_per_prompt: config.samplesPerPrompt,
    steps_per_round: config.stepsPerRound,
    groups_per_batch: config.groupsPerBatch,
    replay_rounds: config.replayRounds,
    evaluation_interval: config.evaluationInterval,
    evaluation_prompts: config.evaluationPrompts,
    evaluation_samples: config.evaluationSamples,
    optimizer: {
      name: 'AdamW',
      learning_rate: config.learningRate,
      beta1: config.beta1,
      beta2: config.beta2,
      epsilon: ADAM_EPSILON,
      weight_decay: config.weightDecay,
      gradient_clip: config.gradientClip,
    },
    max_new_tokens: task.maxCompletionTokens,
    bos: tokenizer.bos,
    eos: tokenizer.eos,
    pad: tokenizer.pad,
    suppress: suppressedTokens(start.config),
    lora: lora ? start.config.lora : null,
    reward: { description: reward.description, scale: { mean: 0, spread: 1, ...reward.scale } },
    base,
    data: config.own,
    config,
    notes,
    sha256: Object.fromEntries(files.map(({ name, bytes }) => [name, checksumOf(bytes)])),
  };
}
