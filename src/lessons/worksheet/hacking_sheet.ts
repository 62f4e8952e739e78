// A learned reward that overrates one answer: what the target promises, and what it keeps.
import { decimals, percent } from '../facts.ts';
import { ANSWERS, meanReward, type PrintedWorld, targetShares } from './printed_world.ts';
import type { Worksheet } from './sheet.ts';

const GAMMAS = [4, 2, 1, 0.5, 0.25] as const;
/** By how much the worst answer is rated above the best. */
const ERROR = 0.5;

/** The learned reward: true, but for the worst answer. */
export function learnedReward({ reward }: PrintedWorld): number[] {
  const worst = reward.indexOf(Math.min(...reward));
  return reward.map((value, i) =>
    i === worst ? Math.round(10 * (Math.max(...reward) + ERROR)) / 10 : value,
  );
}

export function hackingSheet(world: PrintedWorld): Worksheet {
  const { prior, reward } = world;
  const learned = learnedReward(world);
  const at = (gamma: number) => {
    const target = targetShares(world, learned, gamma);
    return { promise: meanReward(target, learned), truth: meanReward(target, reward) };
  };
  const overrated = ANSWERS[reward.indexOf(Math.min(...reward))];
  const best = GAMMAS.reduce((a, b) => (at(b).truth > at(a).truth ? b : a));
  const line = (gamma: number) =>
    `Learned ${decimals(at(gamma).promise)}, true ${decimals(at(gamma).truth)}.`;
  return {
    intro:
      'A model learned the reward from people, and one answer fooled it. Training aims at the target share × exp(learned reward / gamma), divided by the sum of all weights.',
    columns: ['Answer', 'Share at the start', 'True reward', 'Learned reward'],
    rows: ANSWERS.map((name, i) => [
      name,
      percent(prior[i]),
      decimals(reward[i], 1),
      decimals(learned[i], 1),
    ]),
    questions: [
      { text: 'Which answer is overrated?', answer: `${overrated}.`, lines: 1 },
      {
        text: 'What are the two mean rewards at the start?',
        answer: `Learned ${decimals(meanReward(prior, learned))}, true ${decimals(meanReward(prior, reward))}.`,
        lines: 1,
      },
      { text: 'Gamma 1: what are the two mean rewards of the target?', answer: line(1), lines: 3 },
      { text: 'Gamma 0.25, a reward that is trusted a lot: and now?', answer: line(0.25), lines: 3 },
      {
        text: `Of gamma ${GAMMAS.join(', ')}: which gives the most true reward?`,
        answer: `Gamma ${best}, with ${decimals(at(best).truth)}.`,
        lines: 2,
      },
      {
        text: 'Nobody sees the true reward outside. What would you look at to notice the cheat?',
        answer: `Read samples: ${percent(targetShares(world, learned, 0.25)[ANSWERS.indexOf(overrated)])} of them are ${overrated} at gamma 0.25.`,
        lines: 2,
      },
    ],
  };
}
