// Win-rate over the temperature that all methods share: beta = gamma, in the units of the reward. The rule for gamma should
// stand where neither method gains much by another.
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { byTrainingReward, outcomesOf, pooledWinRate, winRateCell } from './comparisons.ts';
import type { Outcomes, ResultFigure } from './experiment.ts';
import { type RunOf, requestsOf, type Scale, settingsOf } from './scale.ts';

/** @param runsOf the runs of a method, one a temperature. */
export function temperatureFigure(
  outcomes: Outcomes,
  scale: Scale,
  task: TaskName,
  methods: readonly MethodName[],
  runsOf: (method: MethodName) => readonly RunOf[],
): ResultFigure {
  const usual = settingsOf(task, methods[0]).gamma;
  return {
    id: `figure2-temperature-${task}`,
    title: `Win-rate against gold over gamma = beta, ${taskCards[task].label}`,
    x: { label: `gamma = beta, reward (the tables: ${usual})`, scale: 'log' },
    y: { label: 'Win-rate against gold (%)' },
    series: methods.map((method) => ({
      label: objectives[method].label,
      method,
      kind: 'points-and-line',
      points: runsOf(method).flatMap((run) => {
        const runs = outcomesOf(outcomes, requestsOf(scale, run));
        const { value, low, high } = winRateCell(pooledWinRate(runs, byTrainingReward));
        if (value === undefined) return [];
        const { gamma, dpoBeta } = runs[0].config;
        const x = method === 'dpo-sft' ? dpoBeta : gamma;
        return [{ x, y: value, yLow: low, yHigh: high, label: `${x}, ${runs.length} seeds` }];
      }),
    })),
  };
}
