// What a reward model learns from: several responses to a prompt, of which every pair is compared (as Ouyang et al. 2022,
// section 3.5). Each response is read once for all its pairs. Other writers' responses leave the model untrained where a
// policy's lie, above all on those that are nearly right, so some are the prior's own samples.
import type { LanguageModel } from '../model/language_model.ts';
import { Stream } from '../random/stream.ts';
import { labelled, type Preference, written } from '../tasks/preferences.ts';
import type { Prompt, Task } from '../tasks/task.ts';
import { drawPriorGroups } from './prior_samples.ts';

/** All pairs of one prompt's responses; the responses of its pairs are the same arrays. */
export type Comparisons = readonly Preference[];

const RESPONSES = 4;
/** Pairs of four responses. */
const PAIRS = (RESPONSES * (RESPONSES - 1)) / 2;

interface Compared {
  readonly prompt: Prompt;
  readonly samples: readonly (readonly number[])[];
}

/** Pairs of equal responses are left out. */
function compare(task: Task, { prompt, samples }: Compared, noise: number, stream: Stream): Comparisons {
  return samples.flatMap((b, i) =>
    samples
      .slice(0, i)
      .filter((a) => a.join() !== b.join())
      .map((a) => labelled(task, { prompt, a, b, noise }, stream)),
  );
}

interface ComparisonOptions {
  readonly task: Task;
  /** Pairs, about. */
  readonly count: number;
  /** Bradley-Terry temperature of the labels, in units of reward. */
  readonly noise: number;
  /** Share of other writers' responses with slips. */
  readonly slips: number;
  /** Share of pairs of the prior's samples. */
  readonly priorShare: number;
  readonly seed: number;
}

/** Comparisons on training prompts. */
export async function generateComparisons(
  prior: LanguageModel,
  { task, count, noise, slips, priorShare, seed }: ComparisonOptions,
): Promise<Comparisons[]> {
  const stream = Stream.fromSeed(seed).split('comparisons', task.name);
  const pool = task.prompts('train');
  const prompts = Array.from({ length: Math.ceil(count / PAIRS) }, () => stream.pick(pool));
  const own = Math.round(priorShare * prompts.length);
  const theirs = prompts.slice(own).map((prompt) => ({
    prompt,
    samples: Array.from({ length: RESPONSES }, () => written(task, { prompt, pool, slips }, stream)),
  }));
  const samples = await drawPriorGroups({
    task,
    prior,
    prompts: prompts.slice(0, own),
    samplesPerPrompt: RESPONSES,
    purpose: 'reward pairs',
    seed,
  });
  return [...samples, ...theirs]
    .map((compared) => compare(task, compared, noise, stream))
    .filter((comparisons) => comparisons.length > 0);
}
