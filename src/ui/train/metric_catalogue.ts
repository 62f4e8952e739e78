// Catalogue of figures for the small charts: each with its unit, and one line with meaning and source.
import type { Evaluation } from '../../experiments/run_outcome.ts';
import type { StepColumn } from '../../session/journal/step_columns.ts';
import type { Estimate } from '../../session/protocol.ts';
import type { LineStyle } from '../charts/chart_series.ts';

interface MetricText {
  readonly label: string;
  readonly unit: string;
  readonly explanation: string;
}

interface OtherLine {
  readonly column: `diagnostics.${string}`;
  readonly label: string;
  readonly line: LineStyle;
}

/** Measured at every gradient step. */
export interface StepMetric extends MetricText {
  readonly kind: 'step';
  readonly column: StepColumn | `diagnostics.${string}`;
  /** Factor from the stored to the shown value. */
  readonly scale?: number;
  /** More lines of the current run in the same chart. */
  readonly others?: readonly OtherLine[];
  /** Label of the first line if there are more. */
  readonly lineLabel?: string;
}

/** Measured at every evaluation. */
export interface EvaluationMetric extends MetricText {
  readonly kind: 'evaluation';
  readonly value: (evaluation: Evaluation) => number;
  readonly estimate?: (evaluation: Evaluation) => Estimate;
}

export type ChartedMetric = StepMetric | EvaluationMetric;

export const REWARD: StepMetric = {
  kind: 'step',
  column: 'meanReward',
  label: 'Reward',
  unit: 'mean reward',
  explanation:
    'Mean training reward of each batch (thin), smoothed, and of fresh validation responses (dots). The thin line lags: its batches were written by the model at the start of the round.',
};

/** The same for runs that train on a learned reward. */
export const LEARNED_REWARD: StepMetric = {
  ...REWARD,
  label: 'Learned reward',
  unit: 'mean learned reward',
  explanation:
    'Mean learned reward of each batch (thin), smoothed, and of fresh validation responses (dots). Diamonds: the gold reward of the same responses, which is not trained on. Where they part, the model is cheating: it found answers that the reward model overrates.',
};

export const SELF_NORMALISED_KL: StepMetric = {
  kind: 'step',
  column: 'selfNormalisedKl',
  label: 'Self-normalised KL',
  unit: 'nats',
  explanation:
    'KL between α and β over each prompt’s samples (eq. 15). BRAIn descends on it; for other methods it is only measured.',
};

export const OTHER_METRICS: readonly ChartedMetric[] = [
  {
    kind: 'evaluation',
    label: 'Entropy',
    unit: 'nats per response',
    explanation: 'Variety of its answers. Near 0 it always writes the same. From the evaluation samples.',
    value: (evaluation) => evaluation.entropy.mean,
    estimate: (evaluation) => evaluation.entropy,
  },
  {
    kind: 'evaluation',
    label: 'Gold reward',
    unit: 'mean gold reward',
    explanation:
      'The task’s own reward of the evaluation samples, whatever is trained on. With a learned reward it says what the policy is really worth; otherwise it is the reward itself.',
    value: (evaluation) => evaluation.goldReward.mean,
    estimate: (evaluation) => evaluation.goldReward,
  },
  {
    kind: 'step',
    column: 'essAlpha',
    label: 'ESS of α',
    unit: 'samples',
    explanation:
      'Effective number of samples the posterior weights rest on, 1 to n: 1/Σα². Low: γ is too small for n.',
  },
  {
    kind: 'step',
    column: 'essBeta',
    label: 'ESS of β',
    unit: 'samples',
    explanation:
      'The same for the policy’s weights, 1/Σβ². It falls as the policy leaves its proposal within a round.',
  },
  {
    kind: 'step',
    column: 'gradientNorm',
    label: 'Gradient norm',
    unit: '',
    explanation: 'Euclidean norm of the whole gradient before clipping.',
  },
  {
    kind: 'step',
    column: 'loss',
    label: 'Loss',
    unit: '',
    explanation: 'The method’s own loss; not comparable between methods.',
  },
  {
    kind: 'step',
    column: 'stepMs',
    label: 'Step time',
    unit: 'ms',
    explanation: 'Wall-clock time of a gradient step, read-back included.',
  },
  {
    kind: 'step',
    column: 'trainedTokensPerSecond',
    label: 'Training speed',
    unit: 'tokens/s',
    explanation: 'Tokens whose log-probs were computed and pushed, per second of update phase.',
  },
  {
    kind: 'step',
    column: 'sampledTokensPerSecond',
    label: 'Sampling speed',
    unit: 'tokens/s',
    explanation: 'Tokens drawn from the proposal per second of sample phase.',
  },
  {
    kind: 'evaluation',
    label: 'Response length',
    unit: 'tokens',
    explanation:
      'Mean length of the evaluation samples, end token included. A common side effect of a reward.',
    value: (evaluation) => evaluation.meanLength,
  },
  {
    kind: 'evaluation',
    label: 'Distinct responses',
    unit: 'share',
    explanation:
      'Share of different responses among one prompt’s evaluation samples; falls when the policy collapses.',
    value: (evaluation) => evaluation.distinctFraction,
  },
  {
    kind: 'step',
    column: 'deviceBytes',
    label: 'Device memory',
    unit: 'MB',
    explanation: 'Bytes held on the device. Flat, or something leaks.',
    scale: 1e-6,
  },
  {
    kind: 'step',
    column: 'peakDeviceBytes',
    label: 'Peak device memory',
    unit: 'MB',
    explanation: 'The most bytes that were held on the device at one time since it was started.',
    scale: 1e-6,
  },
];
