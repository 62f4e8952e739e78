// The series of the variance chart: closed forms as curves, Monte-Carlo as points with 95 % intervals.
import { gdcppVariance, gdcVariance, proposalKl, trueGradient } from '../../gaussian/exact.ts';
import { estimatorsOf, type GaussianResult, type ShownEstimator } from '../../gaussian/experiment.ts';
import { evenThetas, type GaussianOptions } from '../../gaussian/settings.ts';
import type { Quantity } from '../../gaussian/summary.ts';
import { normalInterval } from '../../math/statistics.ts';
import { type ChartPoint, type ChartSeries, extent } from '../charts/chart_series.ts';
import { formatNumber } from '../charts/number_format.ts';
import { END_NAMES, ESTIMATOR_STYLES, QUANTITY_LABELS } from './estimators.ts';

export type XAxis = 'theta' | 'kl';
export type YScale = 'linear' | 'logarithmic';

export interface VarianceView {
  readonly quantity: Quantity;
  readonly x: XAxis;
  readonly scale: YScale;
  readonly estimators: ReadonlySet<ShownEstimator>;
  /** Joined points and nothing else. */
  readonly asInPaper?: boolean;
}

const CURVE_POINTS = 121;
/** Largest number of steps on the y axis. */
const STEPS = 10;

const exactVariance = { gdc: gdcVariance, 'gdc++': gdcppVariance } as const;

/** GDC and GDC++ are unbiased, so their variance gives every other quantity. */
function exactValue(
  name: 'gdc' | 'gdc++',
  quantity: Quantity,
  theta: number,
  { policyMean, samples }: Pick<GaussianOptions, 'policyMean' | 'samples'>,
): number {
  const variance = exactVariance[name]({ theta, policyMean, samples });
  if (quantity === 'mean') return trueGradient(policyMean);
  if (quantity === 'bias') return 0;
  if (quantity === 'relativeSpread') return Math.sqrt(variance) / Math.abs(trueGradient(policyMean));
  return variance;
}

export const xValue = (axis: XAxis, theta: number): number => (axis === 'kl' ? proposalKl(theta) : theta);

/** Omits points that the scale can't show (0 or less on a logarithmic one). */
export function varianceSeries(
  result: GaussianResult,
  options: GaussianOptions,
  view: VarianceView,
): ChartSeries[] {
  const { quantity, x, scale, estimators, asInPaper = false } = view;
  const fits = (value: number) => Number.isFinite(value) && (scale === 'linear' || value > 0);
  const from = Math.min(...options.thetas);
  const to = Math.max(...options.thetas);
  const exact = (['gdc', 'gdc++'] as const)
    .filter((name) => estimators.has(name) && !asInPaper)
    .map((name): ChartSeries => {
      const { label, colour } = ESTIMATOR_STYLES[name];
      const points = evenThetas(from, to, CURVE_POINTS)
        .map((theta) => ({ x: xValue(x, theta), y: exactValue(name, quantity, theta, options) }))
        .filter((point) => fits(point.y));
      return {
        id: `${name} exact`,
        label: `${label}, closed form`,
        colour,
        points,
        line: 'solid',
        lineWidth: 5,
        opacity: 0.35,
      };
    });
  const measured = estimatorsOf(result)
    .filter((name) => estimators.has(name))
    .map((name): ChartSeries => {
      const curves = result[name]!;
      const points = result.theta
        .map((theta, i): ChartPoint => {
          const y = curves[quantity][i];
          const { low, high } = normalInterval({
            mean: y,
            standardError: curves.standardError[quantity][i],
          });
          return {
            x: xValue(x, theta),
            y,
            yLow: fits(low) ? low : y,
            yHigh: high,
            note: `θ = ${theta}`,
          };
        })
        .filter((point) => fits(point.y));
      const style = asInPaper
        ? { ...ESTIMATOR_STYLES[name], line: 'solid' as const }
        : ESTIMATOR_STYLES[name];
      return { id: name, ...style, points, lineWidth: 1.5, markerSize: 4.5, endName: END_NAMES[name] };
    });
  return [...exact, ...measured];
}

/** Axis ends on round numbers, from 0 if the quantity can't be negative; undefined without points. */
export function niceRange(
  series: readonly ChartSeries[],
  scale: YScale,
): { readonly min: number; readonly max: number } | undefined {
  const span = extent(series, 'y');
  if (span === undefined) return undefined;
  if (scale === 'logarithmic') {
    return { min: roundDown(span.min), max: -roundDown(-span.max) };
  }
  let min = Math.min(0, span.min);
  let max = Math.max(0, span.max);
  // Rounding widens the range, which may widen the step, so a second pass is needed.
  for (let pass = 0; pass < 2; pass++) {
    const step = roundStep((max - min) / STEPS || 1);
    min = Math.floor(min / step + 1e-9) * step;
    max = Math.ceil(max / step - 1e-9) * step;
  }
  return { min, max };
}

/** Rounds to one digit towards minus infinity. */
function roundDown(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.abs(value)));
  return Math.floor(value / unit + 1e-9) * unit;
}

/** Step of chart.js's ticks, so that the axis ends on a tick. */
function roundStep(rough: number): number {
  const unit = 10 ** Math.floor(Math.log10(rough));
  return unit * ([1, 2, 5].find((factor) => factor * unit >= rough) ?? 10);
}

/** The chart in words: each drawn estimator at both ends. */
export function chartLabel(
  result: GaussianResult,
  { quantity, estimators }: Pick<VarianceView, 'quantity' | 'estimators'>,
): string {
  const last = result.theta.length - 1;
  const values = estimatorsOf(result)
    .filter((name) => estimators.has(name))
    .map((name) => {
      const curve = result[name]![quantity];
      return `${ESTIMATOR_STYLES[name].label} ${formatNumber(curve[0])} to ${formatNumber(curve[last])}`;
    });
  return `${QUANTITY_LABELS[quantity]} from θ = ${result.theta[0]} to ${result.theta[last]}: ${values.join(', ')}`;
}
