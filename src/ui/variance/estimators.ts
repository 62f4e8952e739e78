// Names, styles and formulas of the estimators of the Gaussian toy: the five, and the visitor's own rule.
import { ESTIMATORS, type EstimatorName } from '../../gaussian/estimators.ts';
import type { ShownEstimator } from '../../gaussian/experiment.ts';
import type { Quantity } from '../../gaussian/summary.ts';
import { objectives } from '../../objectives/index.ts';
import { coefficientOfRule } from '../../objectives/own/rule_tex.ts';
import type { ChartSeries } from '../charts/chart_series.ts';
import { methodColour } from '../methods/method_styles.ts';

type EstimatorStyle = Required<Pick<ChartSeries, 'label' | 'colour' | 'line' | 'marker'>>;

const MARKERS = {
  gdc: { line: 'none', marker: 'square' },
  'gdc++': { line: 'none', marker: 'triangle' },
  brain: { line: 'solid', marker: 'circle' },
  'brain-without-self-normalisation': { line: 'dashed', marker: 'diamond' },
  'brain-without-baseline': { line: 'dotted', marker: 'cross' },
  own: { line: 'dash-dot', marker: 'star' },
} as const satisfies Record<ShownEstimator, Pick<ChartSeries, 'line' | 'marker'>>;

export const ESTIMATOR_STYLES = Object.fromEntries(
  ([...ESTIMATORS, 'own'] as const).map((name) => [
    name,
    { label: objectives[name].label, colour: methodColour(name), ...MARKERS[name] },
  ]),
) as Readonly<Record<ShownEstimator, EstimatorStyle>>;

/** Names beside the ends of their lines. */
export const END_NAMES: Readonly<Record<ShownEstimator, string>> = {
  gdc: 'GDC',
  'gdc++': 'GDC++',
  brain: 'BRAIn',
  'brain-without-self-normalisation': 'w/o self-norm.',
  'brain-without-baseline': 'w/o baseline',
  own: 'own rule',
};

/** Those of the paper's figure 3. */
export const IN_THE_PAPER: readonly EstimatorName[] = ['gdc', 'gdc++', 'brain'];

const COEFFICIENT_TEX: Readonly<Record<EstimatorName, string>> = {
  gdc: 'c_i = \\tfrac{1}{n}\\,u_i',
  'gdc++': 'c_i = \\tfrac{1}{n}\\,(u_i - v_i)',
  brain: 'c_i = \\dfrac{u_i}{\\sum_j u_j} - \\dfrac{v_i}{\\sum_j v_j}',
  'brain-without-self-normalisation': 'c_i = \\dfrac{u_i}{\\sum_j u_j} - \\dfrac{v_i}{n}',
  'brain-without-baseline': 'c_i = \\dfrac{u_i}{\\sum_j u_j}',
};

/** KaTeX source of c_i. */
export const coefficientTex = (name: ShownEstimator, rule: string): string =>
  name === 'own' ? coefficientOfRule(rule) : COEFFICIENT_TEX[name];

export const QUANTITY_LABELS: Readonly<Record<Quantity, string>> = {
  variance: 'Variance of the gradient estimate',
  mse: 'Mean squared error',
  bias: 'Bias',
  mean: 'Mean',
  relativeSpread: 'Standard deviation / |mean|',
};
