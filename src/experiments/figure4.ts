// Figure 4: win-rate over the number of samples per prompt.
import { METHOD_LABELS } from '../config/method_labels.ts';
import type { MethodName } from '../config/methods.ts';
import { tasks } from '../tasks/index.ts';
import { orderingClaim, verdictOfGap } from './claims.ts';
import { byTrainingReward, outcomesOf, pooledWinRate, winRateCell } from './comparisons.ts';
import type { Cell, Claim, Experiment, Outcomes } from './experiment.ts';
import { intervalNote } from './interval_note.ts';
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

const half = ({ low, high }: Cell) => (high! - low!) / 2;

/** Whether the curve flattens: less is gained from n = 8 to the largest n than from the smallest n to 8. */
function saturation(counts: readonly number[], cells: readonly Cell[], where: string): Claim[] {
  const eight = counts.indexOf(8);
  const [first, middle, last] = [cells[0], cells[eight], cells[cells.length - 1]];
  if (eight < 1 || middle === last) return [];
  const known = [first, middle, last].every(({ value }) => value !== undefined);
  const before = known ? middle.value! - first.value! : 0;
  const after = known ? last.value! - middle.value! : 0;
  const error = known ? Math.hypot(half(first), 2 * half(middle), half(last)) : 0;
  return [
    {
      text: `BRAIn gains less from n = 8 to n = ${counts[counts.length - 1]} than from n = ${counts[0]} to n = 8 (${where})`,
      measured: known
        ? `${after.toFixed(1)} against ${before.toFixed(1)} points, apart by ${(before - after).toFixed(1)} ± ${error.toFixed(1)}`
        : '?',
      verdict: known ? verdictOfGap(before - after, error) : 'waiting',
    },
  ];
}

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
    // The smallest size compares on a task that the paper does not have.
    const said = (claim: Claim, paper: string): Claim =>
      taskIn(scale) === 'dialog' ? { ...claim, paper } : claim;
    const rising = (label: string, own: readonly Cell[], at: number, paper: string): Claim =>
      said(
        orderingClaim(
          [`${label} at n = ${counts[at]}`, own[at]],
          [`${label} at n = ${counts[0]}`, own[0]],
          where,
        ),
        paper,
      );
    return {
      tables: [
        {
          title: `Win-rate against the gold responses (${where})`,
          unit: '% of test prompts won against the gold response',
          decimals: 1,
          note: intervalNote(scale),
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
        rising('BRAIn', brain.cells, counts.includes(8) ? counts.indexOf(8) : last, 'improves until n = 8'),
        rising('DPO-sft', dpoSft.cells, last, 'improves monotonically'),
        ...saturation(counts, brain.cells, where).map((claim) => said(claim, 'saturates after n = 8')),
      ],
    };
  },
};
