// A reward model's figures as chart series: training over steps, and calibration.
import { wilsonInterval } from '../../math/statistics.ts';
import { decimated, smoothed } from '../../metrics/series.ts';
import type { CalibrationBin } from '../../reward/reward_card.ts';
import type { RewardStep } from '../../reward/train_reward_model.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';

const MAX_POINTS = 300;
const SMOOTHING = 0.9;

const LABELS = {
  batch: 'per batch',
  smoothed: 'smoothed',
  stated: 'this model',
  ideal: 'as stated',
  pairs: (count: number) => (count === 1 ? '1 pair' : `${count} pairs`),
} as const;

/** The first series is drawn on top. */
function curves(steps: readonly RewardStep[], value: (step: RewardStep) => number): ChartSeries[] {
  const raw = steps.map(value);
  const points = (values: ArrayLike<number>): ChartPoint[] =>
    decimated(values, MAX_POINTS).map((i) => ({ x: steps[i].step, y: values[i] }));
  return [
    {
      id: 'smoothed',
      label: LABELS.smoothed,
      colour: '--accent',
      points: points(smoothed(raw, SMOOTHING)),
    },
    { id: 'batch', label: LABELS.batch, colour: '--chart-raw', lineWidth: 1, points: points(raw) },
  ];
}

export const lossSeries = (steps: readonly RewardStep[]): ChartSeries[] => curves(steps, ({ loss }) => loss);

/** In per cent. */
export const accuracySeries = (steps: readonly RewardStep[]): ChartSeries[] =>
  curves(steps, ({ accuracy }) => 100 * accuracy);

/** In per cent, with Wilson intervals of what was observed. */
export function calibrationSeries(bins: readonly CalibrationBin[]): ChartSeries[] {
  return [
    {
      id: 'ideal',
      label: LABELS.ideal,
      colour: '--chart-best',
      line: 'dashed',
      lineWidth: 1.5,
      points: [
        { x: 50, y: 50 },
        { x: 100, y: 100 },
      ],
    },
    {
      id: 'stated',
      label: LABELS.stated,
      colour: '--accent',
      marker: 'circle',
      points: bins.map(({ stated, observed, pairs }) => {
        const { low, high } = wilsonInterval(observed * pairs, pairs);
        return {
          x: 100 * stated,
          y: 100 * observed,
          yLow: 100 * low,
          yHigh: 100 * high,
          note: LABELS.pairs(pairs),
        };
      }),
    },
  ];
}

/** Share of held-out pairs that the model orders as their noisy labels do. */
export function agreementWithLabels(bins: readonly CalibrationBin[]): number {
  const pairsInAll = bins.reduce((sum, { pairs }) => sum + pairs, 0);
  return bins.reduce((sum, { observed, pairs }) => sum + observed * pairs, 0) / pairsInAll;
}
