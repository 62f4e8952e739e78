// A step of BRAIn as the page takes it: the default run of a task, sampled, scored and weighed by the loop itself.
// Only steps are timed. The noise of the samples is keyed, so every contender trains on the same batches.
import { defaults } from '../config/presets.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { goldReward } from '../reward/reward.ts';
import { givenTask } from '../tasks/index.ts';
import type { TaskName } from '../tasks/task.ts';
import { Training } from '../training/training.ts';
import type { Stepper } from './contender.ts';
import type { BenchmarkSize } from './shapes.ts';

/** The task whose steps are timed beside the shapes. */
export const brainTask = (size: BenchmarkSize): TaskName => (size === 'tiny' ? 'strings' : 'tldr');

/** The batch of its steps, in words. */
export function brainBatch(task: TaskName): string {
  const { groupsPerBatch, samplesPerPrompt } = defaults[task];
  return `${task}, ${groupsPerBatch} prompts × ${samplesPerPrompt} samples`;
}

/** In a row: where a device takes steps ahead of the host, one alone would not show it. */
const STEPS = 4;
/** Where a step takes longer, the host's part is lost in it, and one is enough. */
const LONG_STEP_MS = 1000;

/** @param create makes the task's prior, trainable or frozen. */
export async function brainStepper(
  name: TaskName,
  create: (trainable: boolean) => Promise<LanguageModel>,
  activate: () => Promise<unknown>,
): Promise<Stepper> {
  await activate();
  const task = givenTask(name);
  // One long round: nothing but steps after its samples.
  const config = {
    ...defaults[name],
    rounds: 1,
    promptsPerRound: defaults[name].groupsPerBatch,
    stepsPerRound: Number.MAX_SAFE_INTEGER,
    evaluationInterval: Number.MAX_SAFE_INTEGER,
  };
  const models = {
    policy: await create(true),
    prior: await create(false),
    proposal: await create(false),
    reward: goldReward(task),
  };
  const training = new Training(task, config, models);
  while (training.phase !== 'update') await training.advance();
  const start = performance.now();
  await training.advance(false);
  const most = performance.now() - start > LONG_STEP_MS ? 1 : STEPS;
  return {
    async steps() {
      await activate();
      const before = training.progress.step;
      for (let i = 0; i < most; i++) await training.advance(most > 1);
      while (training.stepsUnderWay > 0) await training.advance(false);
      return training.progress.step - before;
    },
    dispose() {
      for (const model of [models.policy, models.prior, models.proposal]) model.dispose();
    },
  };
}
