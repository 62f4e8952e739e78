// From DPO-sft and from GDC to BRAIn on two answers and on one: a term at a time.
import { decimals, percent } from '../facts.ts';
import { ANSWERS, type PrintedWorld, targetShares } from './printed_world.ts';
import type { Worksheet } from './sheet.ts';

/** The two answers with the closest different rewards, the better first; the first two if all are equal. */
function closestPair(reward: readonly number[]): readonly [number, number] {
  const pairs = [...reward.keys()].flatMap((i) =>
    [...reward.keys()].filter((j) => reward[i] > reward[j]).map((j) => [i, j] as const),
  );
  const gap = ([i, j]: readonly [number, number]) => reward[i] - reward[j];
  return (
    pairs.reduce<readonly [number, number] | undefined>(
      (best, pair) => (best === undefined || gap(pair) < gap(best) ? pair : best),
      undefined,
    ) ?? [0, 1]
  );
}

export function bridgesSheet(world: PrintedWorld): Worksheet {
  const { prior, policy, reward } = world;
  const [better, worse] = closestPair(reward);
  const alpha = 1 / (1 + Math.exp(reward[worse] - reward[better]));
  // Beta: how much likelier the model now writes each than the starting model, which drew both.
  const ratio = (i: number) => policy[i] / prior[i];
  const beta = ratio(better) / (ratio(better) + ratio(worse));
  const target = targetShares(world, reward, 1);
  const gdc = target[better] / prior[better];
  const names = `${ANSWERS[better]} and ${ANSWERS[worse]}`;
  const pushes = (first: number) =>
    `${ANSWERS[better]} ${decimals(first)}, ${ANSWERS[worse]} ${decimals(-first)}`;
  return {
    intro: `The starting model drew ${names}. A push says how much more likely an answer is made; gamma is 1.`,
    columns: ['Answer', 'Share at the start', 'Share now', 'Reward'],
    rows: ANSWERS.map((name, i) => [name, percent(prior[i]), percent(policy[i]), decimals(reward[i], 1)]),
    questions: [
      {
        text: 'DPO-sft: the better of the two should have all the weight. What is alpha for each?',
        answer: `${ANSWERS[better]} 1, ${ANSWERS[worse]} 0.`,
        lines: 1,
      },
      {
        text: 'Softmax instead: alpha is exp(reward), divided by the sum over the two.',
        answer: `${ANSWERS[better]} ${decimals(alpha)}, ${ANSWERS[worse]} ${decimals(1 - alpha)}.`,
        lines: 2,
      },
      {
        text: 'Beta is share now / share at the start, divided by the sum over the two.',
        answer: `${ANSWERS[better]} ${decimals(beta)}, ${ANSWERS[worse]} ${decimals(1 - beta)}.`,
        lines: 2,
      },
      {
        text: 'Compute the pushes alpha − beta: with argmax, and with softmax.',
        answer: `Argmax: ${pushes(1 - beta)}. Softmax: ${pushes(alpha - beta)}.`,
        lines: 2,
      },
      {
        text: `GDC pushes ${ANSWERS[better]} by target’s share / share at the start. How much is that?`,
        answer: `${decimals(100 * target[better], 1)} % / ${percent(prior[better])} = ${decimals(gdc)}.`,
        lines: 2,
      },
      {
        text: 'GDC++ subtracts share now / share at the start. What is left?',
        answer: `${decimals(gdc)} − ${decimals(ratio(better))} = ${decimals(gdc - ratio(better))}.`,
        lines: 1,
      },
    ],
  };
}
