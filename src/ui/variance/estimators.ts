// Names, styles and formulas of the five estimators of the Gaussian toy.
import { ESTIMATORS, type EstimatorName } from '../../gaussian/estimators.ts';
import type { Quantity } from '../../gaussian/summary.ts';
import { objectives } from '../../objectives/index.ts';
import type { ChartSeries } from '../charts/chart_series.ts';
import { methodColour } from '../methods/method_styles.ts';

type EstimatorStyle = Required<Pick<ChartSeries, 'label' | 'colour' | 'line' | 'marker'>>;

const MARKERS = {
  gdc: { line: 'none', marker: 'square' },
  'gdc++': { line: 'none', marker: 'triangle' },
  brain: { line: 'solid', marker: 'circle' },
  'brain-without-self-normalisation': { line: 'dashed', marker: 'diamond' },
  'brain-without-baseline': { line: 'dotted', marker: 'cross' },
} as const satisfies Record<EstimatorName, Pick<ChartSeries, 'line' | 'marker'>>;

export const ESTIMATOR_STYLES = Object.fromEntries(
  ESTIMATORS.map((name) => [
    name,
    { label: objectives[name].label, colour: methodColour(name), ...MARKERS[name] },
  ]),
) as Readonly<Record<EstimatorName, EstimatorStyle>>;

/** Names beside the ends of their lines. */
export const END_NAMES: Readonly<Record<EstimatorName, string>> = {
  gdc: 'GDC',
  'gdc++': 'GDC++',
  brain: 'BRAIn',
  'brain-without-self-normalisation': 'w/o self-norm.',
  'brain-without-baseline': 'w/o baseline',
};

/** Those of the paper's figure 3. */
export const IN_THE_PAPER: readonly EstimatorName[] = ['gdc', 'gdc++', 'brain'];

/** KaTeX source of c_i. */
export const COEFFICIENT_TEX: Readonly<Record<EstimatorName, string>> = {
  gdc: 'c_i = \\tfrac{1}{n}\\,u_i',
  'gdc++': 'c_i = \\tfrac{1}{n}\\,(u_i - v_i)',
  brain: 'c_i = \\dfrac{u_i}{\\sum_j u_j} - \\dfrac{v_i}{\\sum_j v_j}',
  'brain-without-self-normalisation': 'c_i = \\dfrac{u_i}{\\sum_j u_j} - \\dfrac{v_i}{n}',
  'brain-without-baseline': 'c_i = \\dfrac{u_i}{\\sum_j u_j}',
};

export const QUANTITY_LABELS: Readonly<Record<Quantity, string>> = {
  variance: 'Variance of the gradient estimate',
  mse: 'Mean squared error',
  bias: 'Bias',
  mean: 'Mean',
  relativeSpread: 'Standard deviation / |mean|',
};
