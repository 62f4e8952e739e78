// Chart series of exact values over gradient steps: three divergences, and the self-normalised KL of eq. 14 beside its
// estimates.
import { normalInterval } from '../../math/statistics.ts';
import type { Estimate, ExactFigures, KlReport } from '../../session/protocol.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';
import type { DrawnRun } from '../train/step_series.ts';

type Divergence = 'klPosteriorPolicy' | 'klPolicyPosterior' | 'klPolicyPrior';
type Look = Pick<ChartSeries, 'label' | 'colour' | 'line' | 'marker'>;

export const DIVERGENCES = {
  klPosteriorPolicy: {
    label: 'missed: KL(posterior ‖ policy)',
    colour: '--chart-prior',
    line: 'solid',
    marker: 'circle',
  },
  klPolicyPosterior: {
    label: 'wasted: KL(policy ‖ posterior)',
    colour: '--chart-judge',
    line: 'dashed',
    marker: 'square',
  },
  klPolicyPrior: {
    label: 'drift: KL(policy ‖ prior)',
    colour: '--diverge-down',
    line: 'dotted',
    marker: 'triangle',
  },
} as const satisfies Record<Divergence, Look>;

/** Float32 rounding can turn a divergence of 0 into values up to this. A logarithmic axis omits them. */
const ROUNDING = 1e-6;

/** Lines of all runs. */
export function divergenceSeries(drawn: readonly DrawnRun[], logarithmic: boolean): ChartSeries[] {
  return drawn.flatMap(({ run, isCurrent }) =>
    (Object.keys(DIVERGENCES) as Divergence[]).map((name): ChartSeries => {
      const { marker, label, ...look } = DIVERGENCES[name];
      const points = run.exactEvaluations.map(({ step, metrics }) => ({ x: step, y: metrics[name] }));
      return {
        id: `${run.id} ${name}`,
        label: isCurrent ? label : `#${run.id}: ${label}`,
        ...look,
        marker: isCurrent ? marker : 'none',
        lineWidth: isCurrent ? 2 : 1,
        opacity: isCurrent ? 1 : 0.4,
        points: logarithmic ? points.filter(({ y }) => y > ROUNDING) : points,
        inLegend: isCurrent,
      };
    }),
  );
}

function estimatedPoint(x: number, estimate: Estimate): ChartPoint {
  const { low, high } = normalInterval(estimate);
  return { x, y: estimate.mean, yLow: low, yHigh: high };
}

export const ESTIMATORS = ['k1', 'k2', 'k3'] as const;
export type EstimatorName = (typeof ESTIMATORS)[number];

export const ESTIMATOR_LOOKS = {
  k1: { label: 'k₁', colour: '--diverge-up', marker: 'circle' },
  k2: { label: 'k₂', colour: '--diverge-down', marker: 'square' },
  k3: { label: 'k₃', colour: '--chart-judge', marker: 'triangle' },
} as const satisfies Record<EstimatorName, Omit<Look, 'line'>>;

/** Offsets estimates of one round from each other, so that their intervals do not overlap. */
const DODGE = 0.16;

export function estimatorSeries(reports: readonly KlReport[], exactLabel: string): ChartSeries[] {
  if (reports.length === 0) return [];
  const exact: ChartSeries = {
    id: 'exact',
    label: exactLabel,
    colour: '--chart-prior',
    marker: 'diamond',
    points: reports.map(({ round, exact: y }) => ({ x: round, y })),
  };
  const estimates = ESTIMATORS.map(
    (name, k): ChartSeries => ({
      id: name,
      ...ESTIMATOR_LOOKS[name],
      line: 'none',
      markerSize: 3,
      points: reports.map(({ round, estimates }) => ({
        ...estimatedPoint(round + (k - 1) * DODGE, estimates[name]),
        note: `round ${round}`,
      })),
    }),
  );
  return [exact, ...estimates];
}

const SELF_NORMALISED_LABELS = {
  run: (n: number) => `D${subscript(n)}, sampled`,
  pairs: 'D₂ on four symbols, sampled',
  exactPairs: 'D₂ on four symbols, every pair',
} as const;

const subscript = (n: number) => [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');

export function selfNormalisedSeries(evaluations: readonly ExactFigures[]): ChartSeries[] {
  const latest = evaluations.at(-1);
  if (!latest) return [];
  return [
    {
      id: 'exact-pairs',
      label: SELF_NORMALISED_LABELS.exactPairs,
      colour: '--chart-prior',
      points: evaluations.map(({ step, reducedPairs }) => ({ x: step, y: reducedPairs.exact })),
    },
    {
      id: 'pairs',
      label: SELF_NORMALISED_LABELS.pairs,
      colour: '--diverge-down',
      line: 'none',
      marker: 'square',
      points: evaluations.map(({ step, reducedPairs }) => estimatedPoint(step, reducedPairs)),
    },
    {
      id: 'run',
      label: SELF_NORMALISED_LABELS.run(latest.selfNormalisedKl.n),
      colour: '--diverge-up',
      line: 'dashed',
      marker: 'circle',
      points: evaluations.map(({ step, selfNormalisedKl }) => estimatedPoint(step, selfNormalisedKl)),
    },
  ];
}
