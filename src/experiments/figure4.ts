// Figure 4: win-rate over the number of samples per prompt.
import { METHOD_LABELS } from '../config/method_labels.ts';
import type { MethodName } from '../config/methods.ts';
import { tasks } from '../tasks/index.ts';
import { byTrainingReward, orderingClaim, outcomesOf, pooledWinRate, winRateCell } from './comparisons.ts';
import type { Experiment, Outcomes } from './experiment.ts';
import { type RunOf, requestsOf, type Scale, textTasks } from './scale.ts';

const METHODS: readonly MethodName[] = ['brain', 'dpo-sft'];
/** Read off the paper's plot. */
const PAPER: Readonly<Record<number, Readonly<Partial<Record<MethodName, number>>>>> = {
  32: { brain: 95.4, 'dpo-sft': 87.4 },
};

const samplesIn = ({ size }: Scale): readonly number[] => (size === 'full' ? [2, 4, 8, 16, 32] : [2, 8]);
const taskIn = (scale: Scale) => textTasks(scale, ['dialog'])[0];
const runOf = (scale: Scale, method: MethodName, samplesPerPrompt: number): RunOf => ({
  task: taskIn(scale),
  method,
  overrides: { samplesPerPrompt },
});

const cellOf = (outcomes: Outcomes, scale: Scale, method: MethodName, n: number) =>
  winRateCell(
    pooledWinRate(outcomesOf(outcomes, requestsOf(scale, runOf(scale, method, n))), byTrainingReward),
    PAPER[n]?.[method],
  );

export const figure4: Experiment = {
  id: 'figure4',
  title: 'Figure 4',
  subject: 'Win-rate over the number of samples per prompt',
  paper:
    'On Anthropic HH BRAIn gains until n = 8 and then saturates near 95 %; DPO-sft rises slowly, from 84 to 87 %.',
  expectation:
    'BRAIn above DPO-sft from small n on, and little gained beyond n = 8. Prompts, rounds and steps are the same for each n, so a larger n also means more samples.',
  requests: (scale) =>
    METHODS.flatMap((method) => samplesIn(scale).flatMap((n) => requestsOf(scale, runOf(scale, method, n)))),
  result(outcomes, scale) {
    const counts = samplesIn(scale);
    const cells = METHODS.map((method) => ({
      method,
      cells: counts.map((n) => cellOf(outcomes, scale, method, n)),
    }));
    const where = `${tasks[taskIn(scale)].label}, training reward`;
    const [brain, dpoSft] = cells;
    const last = counts.length - 1;
    return {
      tables: [
        {
          title: `Win-rate against the gold responses (${where})`,
          unit: '% of test prompts won against the gold response',
          decimals: 1,
          columns: ['Method', ...counts.map((n) => `n = ${n}`)],
          rows: cells.map(({ method, cells: own }) => ({ label: METHOD_LABELS[method], method, cells: own })),
        },
      ],
      figures: [
        {
          id: 'figure4',
          title: 'Win-rate against gold over samples per prompt',
          x: { label: 'Samples per prompt (n)', scale: 'log' },
          y: { label: 'Win-rate against gold (%)' },
          series: cells.map(({ method, cells: own }) => ({
            label: METHOD_LABELS[method],
            method,
            kind: 'points-and-line',
            points: own.flatMap(({ value, low, high }, i) =>
              value === undefined
                ? []
                : [{ x: counts[i], y: value, yLow: low, yHigh: high, label: `n = ${counts[i]}` }],
            ),
          })),
        },
      ],
      claims: [
        ...counts.map((n, i) =>
          orderingClaim(['BRAIn', brain.cells[i]], ['DPO-sft', dpoSft.cells[i]], `n = ${n}, ${where}`),
        ),
        orderingClaim(
          [`BRAIn at n = ${counts[last]}`, brain.cells[last]],
          ['BRAIn at n = 2', brain.cells[0]],
          where,
        ),
      ],
    };
  },
};
