// How many answers to compare: the chance to see a good one, and how many of them count.
import { effectiveSampleSize, sum } from '../../math/statistics.ts';
import { decimals, percent } from '../facts.ts';
import { ANSWERS, type PrintedWorld } from './printed_world.ts';
import type { Worksheet } from './sheet.ts';

const SIZES = [2, 4, 8, 16] as const;
const WANTED = 0.9;

export function samplesSheet({ prior, reward }: PrintedWorld): Worksheet {
  const best = reward.indexOf(Math.max(...reward));
  const seen = (n: number) => 1 - (1 - prior[best]) ** n;
  const needed = Math.ceil(Math.log(1 - WANTED) / Math.log(1 - prior[best]));
  const shares = (members: readonly number[]) => {
    const weights = members.map((i) => Math.exp(reward[i]));
    return weights.map((weight) => weight / sum(weights));
  };
  const [one, other] = [...ANSWERS.keys()].sort((a, b) => prior[b] - prior[a]);
  const pair = shares([one, other]);
  const all = shares([...ANSWERS.keys()]);
  return {
    intro:
      'A model writes n answers to one prompt, and compares them. With gamma 1 each gets the share exp(reward), divided by the sum over the n answers.',
    columns: ['Answer', 'Share at the start', 'Reward'],
    rows: ANSWERS.map((name, i) => [name, percent(prior[i]), decimals(reward[i], 1)]),
    questions: [
      {
        text: `How likely is the best-paid answer among n = ${SIZES.join(', ')} answers? It is 1 − (1 − share)ⁿ.`,
        answer: `${ANSWERS[best]}: ${SIZES.map((n) => `n ${n}: ${percent(seen(n))}`).join(', ')}.`,
        lines: 3,
      },
      {
        text: `How many answers does it take to see it with ${percent(WANTED)}?`,
        answer: `${needed}.`,
        lines: 1,
      },
      {
        text: `Two answers were drawn: ${ANSWERS[one]} and ${ANSWERS[other]}. What shares do they get?`,
        answer: `${ANSWERS[one]} ${percent(pair[0])}, ${ANSWERS[other]} ${percent(pair[1])}.`,
        lines: 2,
      },
      {
        text: 'All five were drawn, each once. What shares do they get?',
        answer: `${ANSWERS.map((name, i) => `${name} ${percent(all[i])}`).join(', ')}.`,
        lines: 3,
      },
      {
        text: 'As if how many of the five counted? It is 1 / (sum of the squared shares).',
        answer: `${decimals(effectiveSampleSize(all))}.`,
        lines: 1,
      },
      {
        text: 'Four times as many answers cost four times the work. When is it worth it?',
        answer: `While the best is rarely seen: from n 2 to 8 the chance grows by ${percent(seen(8) - seen(2))}, from 8 to 32 by ${percent(seen(32) - seen(8))}.`,
        lines: 2,
      },
    ],
  };
}
