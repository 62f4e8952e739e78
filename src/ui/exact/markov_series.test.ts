import { expect, it } from 'vitest';
import { ExactMarkov } from '../../markov/exact_world.ts';
import type { MarkovWorldView } from '../../session/protocol.ts';
import { runStyles } from '../train/run_name.ts';
import { drawnRuns } from '../train/step_series.ts';
import { markovFrontierSeries } from './markov_series.ts';
import { sampleRun } from './sample_run.ts';

const exact = new ExactMarkov({ world: 1, rewardSpread: 0.5 }, { symbols: 3, length: 4, prompts: 2 });
const target = exact.tiltedPlace(2);
const world: MarkovWorldView = {
  frontier: exact.frontier(),
  target,
  prompts: ['one', 'other'],
  symbols: [...'abc'],
  prior: [],
  posterior: [],
};
/** Half as far as the target, and 0.1 below the line. */
const kl = target.kl / 2;
const bestReward = exact.bestReward(kl);
const reached = { step: 20, kl, reward: bestReward - 0.1, bestReward };
const far = { step: 20, kl: 2 * target.kl, reward: 0, bestReward: 1 };
const runs = [reached, far].map((figures, i) => ({
  ...sampleRun(i + 1),
  markovFigures: [{ ...figures, klPosteriorPolicy: 1, klPolicyPosterior: 1 }],
}));
const seriesOf = (shown: typeof runs) => markovFrontierSeries(world, drawnRuns(shown, 1, runStyles(shown)));

it('draws the line a little beyond the target and the runs, and no farther', () => {
  const ends = [runs.slice(0, 1), runs].map((shown) => seriesOf(shown)[0].points.at(-1)!.x);
  const endOf = (limit: number) => world.frontier.find((point) => point.kl >= limit)!.kl;
  expect(ends).toEqual([endOf(1.3 * target.kl), endOf(2.6 * target.kl)]);
});

it('marks prior and target on the line, and the runs below it', () => {
  const series = seriesOf(runs);
  const pointOf = (id: string) => series.find((one) => one.id === id)!.points[0];
  expect(pointOf('prior').x).toBeCloseTo(0, 12);
  expect(pointOf('prior').y).toBe(world.frontier[0].reward);
  expect(pointOf('posterior')).toMatchObject({ x: target.kl, y: target.reward });
  expect(pointOf('posterior').y).toBeCloseTo(exact.bestReward(target.kl), 6);
  expect(pointOf('run 1')).toEqual({ x: kl, y: reached.reward, note: 'step 20, 0.100 below the frontier' });
  expect(pointOf('run 2').x).toBe(far.kl);
});
