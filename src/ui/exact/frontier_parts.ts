// What the exact frontiers of Strings and Markov are drawn of: the line, landmarks on it, and the runs' points under it.
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';
import { formatNumber } from '../charts/number_format.ts';
import { runName } from '../train/run_name.ts';
import type { DrawnRun } from '../train/step_series.ts';

const STRINGS = {
  frontier: 'Exact frontier',
  prior: 'Starting model',
  gamma: (gamma: number) =>
    Number.isFinite(gamma) ? `γ = ${formatNumber(gamma)}` : 'γ = ∞: the starting model',
  step: (step: number, shortfall: string) => `step ${step}, ${shortfall} below the frontier`,
} as const;

interface TiltedPlace {
  readonly gamma: number;
  readonly kl: number;
  readonly reward: number;
}

/** Up to the first point beyond the limit, so that the line leaves the chart. */
export const frontierLine = (points: readonly TiltedPlace[], klLimit: number): ChartSeries => ({
  id: 'frontier',
  label: STRINGS.frontier,
  colour: '--chart-best',
  lineWidth: 1.75,
  points: points
    .filter((_, k) => k === 0 || points[k - 1].kl < klLimit)
    .map(({ gamma, kl, reward }) => ({ x: kl, y: reward, note: STRINGS.gamma(gamma) })),
});

export const priorMark = (point: ChartPoint): ChartSeries =>
  landmark('prior', STRINGS.prior, '--chart-prior', point);

export function landmark(
  id: 'prior' | 'posterior' | 'mean-target',
  label: string,
  colour: string,
  point: ChartPoint,
): ChartSeries {
  const marker = id === 'prior' ? 'diamond' : id === 'posterior' ? 'star' : 'cross';
  return { id, label, colour, line: 'none', marker, markerSize: 7, points: [point] };
}

/** Where an evaluation stands, and how far below the line. */
export const pointOfStep = (step: number, point: ChartPoint, shortfall: number): ChartPoint => ({
  ...point,
  note: STRINGS.step(step, formatNumber(shortfall)),
});

/** A run's points; the current run stands out. */
export const runPath = ({ run, style, isCurrent }: DrawnRun, points: readonly ChartPoint[]): ChartSeries => ({
  id: `run ${run.id}`,
  label: `#${run.id} ${runName(run)}`,
  ...style,
  markerSize: isCurrent ? 4 : 3,
  lineWidth: isCurrent ? 2.5 : 1.5,
  opacity: isCurrent ? 1 : 0.6,
  points,
  inLegend: false,
});
