// A test of a policy as a point of the frontier, with 95 % whiskers in both directions.
import type { Evaluation } from '../../experiments/run_outcome.ts';
import { normalInterval } from '../../math/statistics.ts';
import type { ChartPoint } from '../charts/chart_series.ts';

export function toPoint({
  step,
  kl,
  reward,
  choices,
}: Pick<Evaluation, 'step' | 'kl' | 'reward' | 'choices'>): ChartPoint {
  const [ofKl, ofReward] = [normalInterval(kl), normalInterval(reward)];
  return {
    x: kl.mean,
    xLow: Math.max(0, ofKl.low),
    xHigh: ofKl.high,
    y: reward.mean,
    yLow: ofReward.low,
    yHigh: ofReward.high,
    note: choices ? `best of ${choices}; its KL is at most this` : `step ${step}`,
  };
}
