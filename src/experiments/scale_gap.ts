// Table 4 continued: what the table would show if its columns did not share a scale. DPO-sft's beta is turned while the
// softmax's gamma stays, so that only where beta = gamma the gap is that of the two rules.
import type { MethodName } from '../objectives/index.ts';
import { byTrainingReward, outcomesOf, winRateGap } from './comparisons.ts';
import type { FigurePoint, Outcomes, ResultFigure } from './experiment.ts';
import { type RunOf, requestsOf, type Scale, settingsOf } from './scale.ts';
import { comparedRun } from './table1.ts';

const TASK = 'sentiment';
const ABOVE: readonly { readonly method: MethodName; readonly label: string }[] = [
  { method: 'dpo-sft-iw', label: 'Softmax in place of argmax (+IW)' },
  { method: 'brain', label: 'BRAIn' },
];

/** beta over gamma; only at full size. */
const ratiosIn = ({ size }: Scale): readonly number[] => (size === 'full' ? [0.3, 1, 3, 10] : []);

function dpoRun(ratio: number): RunOf {
  if (ratio === 1) return comparedRun(TASK, 'dpo-sft');
  const { gamma } = settingsOf(TASK, 'dpo-sft');
  return { task: TASK, method: 'dpo-sft', overrides: { dpoBeta: Number((ratio * gamma).toPrecision(2)) } };
}

export const scaleGapRequests = (scale: Scale) =>
  ratiosIn(scale).flatMap((ratio) => requestsOf(scale, dpoRun(ratio)));

export function scaleGapFigures(outcomes: Outcomes, scale: Scale): ResultFigure[] {
  const ratios = ratiosIn(scale);
  if (ratios.length === 0) return [];
  const runsOf = (run: RunOf) => outcomesOf(outcomes, requestsOf(scale, run));
  const pointsAbove = (method: MethodName): FigurePoint[] =>
    ratios.flatMap((ratio) => {
      const gap = winRateGap(runsOf(comparedRun(TASK, method)), runsOf(dpoRun(ratio)), {
        plan: scale,
        compare: byTrainingReward,
      });
      if (!gap) return [];
      const [y, half] = [100 * gap.mean, gap.error === undefined ? undefined : 100 * gap.error];
      const whiskers = half === undefined ? {} : { yLow: y - half, yHigh: y + half };
      return [{ x: ratio, y, ...whiskers, label: `beta = ${ratio} gamma, ${gap.seeds} seeds` }];
    });
  return [
    {
      id: 'table4-scale',
      title: 'Gap to DPO-sft over its scale, Sentiment',
      x: { label: 'beta of DPO-sft / gamma', scale: 'log' },
      y: { label: 'Win-rate above that of DPO-sft, points' },
      series: ABOVE.map(({ method, label }) => ({
        label,
        method,
        kind: 'points-and-line',
        points: pointsAbove(method),
      })),
    },
  ];
}
