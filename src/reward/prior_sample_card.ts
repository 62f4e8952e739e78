// What a reward model is worth where a policy starts: on the prior's own samples, and on the best of many by the model,
// where optimisation ends.
//   gold by best of n: the expected gold reward of the sample that the model rates highest, over all subsets of n of the
//   N drawn. The i-th best of N is the best of a subset with probability C(N - i, n - 1) / C(N, n).
import { correlation, mean, squaredDeviations, sum } from '../math/statistics.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { Task } from '../tasks/task.ts';
import type { PriorGroup } from './prior_samples.ts';
import { rewardsOf } from './reward_model.ts';

/** Gold reward of the best by the model of so many samples. */
interface BestByModel {
  readonly choices: number;
  readonly gold: number;
}

export interface PriorSampleCard {
  /** Share of pairs of samples that it orders as the gold reward does; ties of gold are left out. */
  readonly priorAccuracy: number;
  /** Pearson's correlation with the gold reward over deviations from each prompt's mean. */
  readonly priorCorrelation: number;
  /** Root mean square deviation of the learned reward from each prompt's mean, in its own units. */
  readonly withinPromptSpread: number;
  readonly bestByModel: readonly BestByModel[];
}

const CHOICES = [1, 4, 8, 16, 64] as const;

/** Mean of `value` over the best by `key` of all subsets of `n`. */
export function expectedBest(key: readonly number[], value: readonly number[], n: number): number {
  const order = [...key.keys()].sort((a, b) => key[b] - key[a]);
  const all = key.length;
  // P(best first) = n / N; each next is less likely by the share of subsets that avoid all better ones.
  let probability = n / all;
  let expected = 0;
  order.forEach((index, i) => {
    expected += probability * value[index];
    probability *= Math.max(0, all - n - i) / Math.max(1, all - 1 - i);
  });
  return expected;
}

const deviations = (values: readonly number[]) => values.map((value) => value - mean(values));

export async function priorSampleCard(
  model: LanguageModel,
  task: Task,
  groups: readonly PriorGroup[],
): Promise<PriorSampleCard> {
  const rated: { readonly learned: number[]; readonly gold: number[] }[] = [];
  for (const { prompt, samples } of groups) {
    const rows = samples.map((completion) => ({ prompt: prompt.tokens, completion }));
    rated.push({
      learned: await rewardsOf(model, task, rows),
      gold: samples.map((completion) => task.reward(prompt, completion)),
    });
  }
  const agreed = rated.flatMap(({ learned, gold }) =>
    gold.flatMap((g, i) =>
      gold
        .slice(0, i)
        .flatMap((other, j) => (g === other ? [] : [Number(g > other === learned[i] > learned[j])])),
    ),
  );
  const learned = rated.flatMap((group) => deviations(group.learned));
  const freedom = rated.reduce((count, group) => count + group.learned.length - 1, 0);
  const most = Math.min(...groups.map(({ samples }) => samples.length));
  return {
    priorAccuracy: mean(agreed),
    priorCorrelation: correlation(
      learned,
      rated.flatMap(({ gold }) => deviations(gold)),
    ),
    withinPromptSpread: Math.sqrt(sum(rated.map((group) => squaredDeviations(group.learned))) / freedom),
    bestByModel: CHOICES.filter((choices) => choices <= most).map((choices) => ({
      choices,
      gold: mean(rated.map((group) => expectedBest(group.learned, group.gold, choices))),
    })),
  };
}

/** Numbers of choices between which the gold reward should rise. */
const CLIMBS = [
  [4, 16],
  [8, 64],
] as const;

/** Why nobody should follow it to the top; undefined if the gold reward rises as far as the model can be followed. */
export function topWarning({ bestByModel }: PriorSampleCard): string | undefined {
  const goldOf = (wanted: number) => bestByModel.find(({ choices }) => choices === wanted)?.gold;
  for (const [fewer, more] of CLIMBS) {
    const [few, many] = [goldOf(fewer), goldOf(more)];
    if (few !== undefined && many !== undefined && many < few)
      return `The best of ${more} prior samples by this reward model has a lower gold reward than the best of ${fewer} (${many.toFixed(2)} against ${few.toFixed(2)}): it is wrong at the top, where a policy goes.`;
  }
  return undefined;
}
