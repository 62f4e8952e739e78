// Chart series of the exact KL-reward frontier and the runs' points under it. The frontier is the family
// p(y) exp(r / gamma) / Z over gamma (eq. 22). No policy with the same KL to the prior has a higher expected reward.
import { expectation, kl } from '../../exact/divergence.ts';
import type { ExactFigures, ExactWorld } from '../../session/protocol.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';
import { formatNumber } from '../charts/number_format.ts';
import type { DrawnRun } from '../train/step_series.ts';
import { frontierLine, landmark, pointOfStep, priorMark, runPath } from './frontier_parts.ts';

const STRINGS = {
  posterior: (gamma: number) => `Target at γ = ${formatNumber(gamma)}`,
  meanTarget: 'Where averaged log-probs lead',
} as const;

/** KL up to which the chart shows the frontier: room beyond the posterior and every run. */
export function klInView(world: ExactWorld, drawn: readonly DrawnRun[]): number {
  const runs = drawn.flatMap(({ run }) => run.exactEvaluations.map(({ metrics }) => metrics.klPolicyPrior));
  const furthest = Math.max(placeOf(world, world.logPosterior).x, ...runs);
  return Number((1.3 * furthest).toPrecision(1));
}

/** A distribution over the outcomes as a point of the chart. */
export const placeOf = ({ logPrior, reward }: ExactWorld, logMass: Float64Array): ChartPoint => ({
  x: kl(logMass, logPrior),
  y: expectation(logMass, reward),
});

const evaluationPoint = ({ step, metrics, rewardShortfall }: ExactFigures): ChartPoint =>
  pointOfStep(step, { x: metrics.klPolicyPrior, y: metrics.expectedReward }, rewardShortfall);

/** `world` and `gamma` are the current run's; the frontier itself is the same for every run of the task. */
export function exactFrontierSeries(
  world: ExactWorld,
  gamma: number,
  drawn: readonly DrawnRun[],
  klLimit = Number.POSITIVE_INFINITY,
): ChartSeries[] {
  const landmarks = [priorMark(placeOf(world, world.logPrior))];
  if (world.logMeanTarget) {
    const place = placeOf(world, world.logMeanTarget);
    landmarks.push(landmark('mean-target', STRINGS.meanTarget, '--chart-judge', place));
  }
  const place = placeOf(world, world.logPosterior);
  landmarks.push(landmark('posterior', STRINGS.posterior(gamma), '--chart-prior', place));
  const paths = drawn.map((one) => runPath(one, one.run.exactEvaluations.map(evaluationPoint)));
  return [frontierLine(world.frontier, klLimit), ...paths, ...landmarks];
}
