// Table 4 continued: what the table would show if its columns did not share a scale. DPO-sft's beta is turned while the
// softmax's gamma stays. Only where beta = gamma the gap is that of the two rules.
import type { MethodName } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { byTrainingReward, outcomesOf, winRateGap } from './comparisons.ts';
import type { FigurePoint, Outcomes, ResultFigure } from './experiment.ts';
import { isWhole, planFor, type RunOf, requestsOf, type Scale, settingsOf, textTasks } from './scale.ts';
import { shortRun } from './table1.ts';

const RATIOS = [0.3, 1, 3, 10]; // beta over gamma
const ABOVE: readonly { readonly method: MethodName; readonly label: string }[] = [
  { method: 'dpo-sft-iw', label: 'Softmax in place of argmax (+IW)' },
  { method: 'brain', label: 'BRAIn' },
];

const tasksIn = (scale: Scale): readonly TaskName[] =>
  isWhole(scale) ? textTasks(scale, ['sentiment']) : [];

function dpoRun(task: TaskName, ratio: number): RunOf {
  const run = shortRun(task, 'dpo-sft');
  if (ratio === 1) return run;
  const { gamma } = settingsOf(task, 'dpo-sft');
  return { ...run, overrides: { ...run.overrides, dpoBeta: Number((ratio * gamma).toPrecision(2)) } };
}

export const scaleGapRequests = (scale: Scale) =>
  tasksIn(scale).flatMap((task) => RATIOS.flatMap((ratio) => requestsOf(scale, dpoRun(task, ratio))));

function pointsAbove(outcomes: Outcomes, scale: Scale, task: TaskName, method: MethodName): FigurePoint[] {
  const runsOf = (run: RunOf) => outcomesOf(outcomes, requestsOf(scale, run));
  return RATIOS.flatMap((ratio) => {
    const gap = winRateGap(runsOf(shortRun(task, method)), runsOf(dpoRun(task, ratio)), {
      plan: planFor(scale, task),
      compare: byTrainingReward,
    });
    if (!gap) return [];
    const y = 100 * gap.mean;
    const half = gap.error === undefined ? undefined : 100 * gap.error;
    const whiskers = half === undefined ? {} : { yLow: y - half, yHigh: y + half };
    return [{ x: ratio, y, ...whiskers, label: `beta = ${ratio} gamma, ${gap.seeds.length} seeds` }];
  });
}

export const scaleGapFigures = (outcomes: Outcomes, scale: Scale): ResultFigure[] =>
  tasksIn(scale).map((task) => ({
    id: `table4-scale-${task}`,
    title: `Gap to DPO-sft over its scale, ${taskCards[task].label}`,
    x: { label: 'beta of DPO-sft / gamma', scale: 'log' },
    y: { label: 'Win-rate above that of DPO-sft, points' },
    series: ABOVE.map(({ method, label }) => ({
      label,
      method,
      kind: 'points-and-line',
      points: pointsAbove(outcomes, scale, task, method),
    })),
  }));
