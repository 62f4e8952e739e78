// Reward against drift by hand: the target's shares, what it gains, what it costs, and five pushes.
import { decimals, percent } from '../facts.ts';
import { ANSWERS, drift, meanReward, mostReward, type PrintedWorld, targetShares } from './printed_world.ts';
import type { Worksheet } from './sheet.ts';

const BUDGET_NATS = 0.5;

const listed = (values: readonly string[]) => ANSWERS.map((name, i) => `${name} ${values[i]}`).join(', ');
const largest = (values: readonly number[]) => ANSWERS[values.indexOf(Math.max(...values))];

export function frontierSheet(world: PrintedWorld): Worksheet {
  const { prior, policy, reward } = world;
  const target = targetShares(world, reward, 1);
  const greedy = targetShares(world, reward, 0.5);
  return {
    intro:
      'A tiny model writes one of five answers. The table says how often, and what each is paid. The target gives each answer the weight share × exp(reward / gamma), divided by the sum of all weights.',
    columns: ['Answer', 'Share at the start', 'Share now', 'Reward'],
    rows: ANSWERS.map((name, i) => [name, percent(prior[i]), percent(policy[i]), decimals(reward[i], 1)]),
    questions: [
      {
        text: 'Which answer is written most at the start, and which is paid best?',
        answer: `${largest(prior)} is written most, ${largest(reward)} is paid best.`,
        lines: 1,
      },
      {
        text: 'What is the mean reward at the start?',
        answer: decimals(meanReward(prior, reward)),
        lines: 1,
      },
      {
        text: 'Compute the target’s shares for gamma 1.',
        answer: `${listed(target.map(percent))}.`,
        lines: 3,
      },
      {
        text: 'What mean reward does the target have, and what drift? Drift is the sum of share × ln(share / share at the start).',
        answer: `Reward ${decimals(meanReward(target, reward))} at drift ${decimals(drift(world, target))} nats.`,
        lines: 2,
      },
      {
        text: 'Guess first: with gamma 0.5, is there more reward, more drift, or more of both?',
        answer: `More of both: reward ${decimals(meanReward(greedy, reward))} at drift ${decimals(drift(world, greedy))} nats.`,
        lines: 1,
      },
      {
        text: 'Push each answer up or down: target’s share for gamma 1 minus share now.',
        answer: `${listed(target.map((share, i) => signText(share - policy[i])))}.`,
        lines: 2,
      },
      {
        text: `At most how much mean reward is possible at a drift of ${BUDGET_NATS} nats? Put a guess into the grid; the page knows.`,
        answer: decimals(mostReward(world, BUDGET_NATS)),
        lines: 1,
      },
    ],
    grid: { x: 'drift (nats)', y: 'mean reward' },
  };
}

function signText(push: number): string {
  const text = decimals(push);
  return Number(push.toFixed(2)) === 0
    ? '0.00 (rests)'
    : `${push > 0 ? '+' : ''}${text} ${push > 0 ? '(up)' : '(down)'}`;
}
