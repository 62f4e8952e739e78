// A supervised training's losses as chart series: of each step's rows, smoothed, and of rows that are held out.
import { decimated, smoothed } from '../../../metrics/series.ts';
import type { ChartPoint, ChartSeries } from '../../charts/chart_series.ts';
import type { SftTraining } from './sft_progress.ts';

const MAX_POINTS = 300;
const SMOOTHING = 0.9;

const LABELS = { batch: 'each step', smoothed: 'smoothed', heldOut: 'held out' } as const;

interface StepLoss {
  readonly step: number;
  readonly loss: number;
}

export const lossSeries = ({ steps, heldOut }: Pick<SftTraining, 'steps' | 'heldOut'>): ChartSeries[] =>
  stepSeries(
    steps,
    heldOut.flatMap(({ step, validationLoss }) =>
      validationLoss === undefined ? [] : [{ x: step, y: validationLoss }],
    ),
  );

/** The first is drawn on top. */
export function stepSeries(steps: readonly StepLoss[], measured: readonly ChartPoint[]): ChartSeries[] {
  const raw = steps.map(({ loss }) => loss);
  const points = (values: ArrayLike<number>): ChartPoint[] =>
    decimated(values, MAX_POINTS).map((i) => ({ x: steps[i].step, y: values[i] }));
  return [
    ...(measured.length > 0
      ? [
          {
            id: 'held-out',
            label: LABELS.heldOut,
            colour: '--chart-judge',
            marker: 'circle' as const,
            points: measured,
          },
        ]
      : []),
    {
      id: 'smoothed',
      label: LABELS.smoothed,
      colour: '--accent',
      points: points(smoothed(raw, SMOOTHING)),
    },
    { id: 'batch', label: LABELS.batch, colour: '--chart-raw', lineWidth: 1, points: points(raw) },
  ];
}
