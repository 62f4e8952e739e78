// Chart series of the exact KL-reward frontier and the runs' points under it. The frontier is the family
// p(y) exp(r / gamma) / Z over gamma (eq. 22). No policy with the same KL to the prior has a higher expected reward.
import { expectation, kl } from '../../exact/divergence.ts';
import type { ExactFigures, ExactWorld } from '../../session/protocol.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';
import { formatNumber } from '../charts/number_format.ts';
import { runName } from '../train/run_name.ts';
import type { DrawnRun } from '../train/step_series.ts';

const EXACT_FRONTIER_LABELS = {
  frontier: 'Exact frontier',
  prior: 'Prior',
  posterior: (gamma: number) => `Posterior at γ = ${formatNumber(gamma)}`,
  meanTarget: 'Where averaged log-probs lead',
  gamma: (gamma: number) => (Number.isFinite(gamma) ? `γ = ${formatNumber(gamma)}` : 'γ = ∞: the prior'),
  step: (step: number, shortfall: string) => `step ${step}, ${shortfall} below the frontier`,
} as const;

/** KL up to which the chart shows the frontier: room beyond the posterior and every run. */
export function klInView(world: ExactWorld, drawn: readonly DrawnRun[]): number {
  const runs = drawn.flatMap(({ run }) => run.exactEvaluations.map(({ metrics }) => metrics.klPolicyPrior));
  const furthest = Math.max(placeOf(world, world.logPosterior).x, ...runs);
  return Number((1.3 * furthest).toPrecision(1));
}

const frontierLine = (world: ExactWorld, klLimit: number): ChartSeries => ({
  id: 'frontier',
  label: EXACT_FRONTIER_LABELS.frontier,
  colour: '--chart-best',
  lineWidth: 1.75,
  points: world.frontier
    .filter((_, k) => k === 0 || world.frontier[k - 1].kl < klLimit)
    .map(({ gamma, kl: x, reward: y }) => ({ x, y, note: EXACT_FRONTIER_LABELS.gamma(gamma) })),
});

/** A distribution over the outcomes as a point of the chart. */
export const placeOf = ({ logPrior, reward }: ExactWorld, logMass: Float64Array): ChartPoint => ({
  x: kl(logMass, logPrior),
  y: expectation(logMass, reward),
});

function landmark(id: string, label: string, colour: string, point: ChartPoint): ChartSeries {
  const marker = id === 'prior' ? 'diamond' : id === 'posterior' ? 'star' : 'cross';
  return { id, label, colour, line: 'none', marker, markerSize: 7, points: [point] };
}

const evaluationPoint = ({ step, metrics, rewardShortfall }: ExactFigures): ChartPoint => ({
  x: metrics.klPolicyPrior,
  y: metrics.expectedReward,
  note: EXACT_FRONTIER_LABELS.step(step, formatNumber(rewardShortfall)),
});

const path = ({ run, style, isCurrent }: DrawnRun): ChartSeries => ({
  id: `run ${run.id}`,
  label: `#${run.id} ${runName(run)}`,
  ...style,
  markerSize: isCurrent ? 4 : 3,
  lineWidth: isCurrent ? 2.5 : 1.5,
  opacity: isCurrent ? 1 : 0.6,
  points: run.exactEvaluations.map(evaluationPoint),
  inLegend: false,
});

/** `world` and `gamma` are the current run's; the frontier itself is the same for every run of the task. */
export function exactFrontierSeries(
  world: ExactWorld,
  gamma: number,
  drawn: readonly DrawnRun[],
  klLimit = Number.POSITIVE_INFINITY,
): ChartSeries[] {
  const { prior, posterior, meanTarget } = EXACT_FRONTIER_LABELS;
  const landmarks = [landmark('prior', prior, '--chart-prior', placeOf(world, world.logPrior))];
  if (world.logMeanTarget) {
    const place = placeOf(world, world.logMeanTarget);
    landmarks.push(landmark('mean-target', meanTarget, '--chart-judge', place));
  }
  landmarks.push(
    landmark('posterior', posterior(gamma), '--chart-prior', placeOf(world, world.logPosterior)),
  );
  return [frontierLine(world, klLimit), ...drawn.map(path), ...landmarks];
}
