// Tables of win-rates against the gold responses: a row a task and an evaluator, a column a method (Tables 1, 3 and 4).
import { METHOD_LABELS } from '../config/method_labels.ts';
import type { MethodName } from '../config/methods.ts';
import { tasks } from '../tasks/index.ts';
import type { TaskName } from '../tasks/task.ts';
import {
  byJudge,
  byTrainingReward,
  type Comparison,
  orderingClaim,
  outcomesOf,
  pooledWinRate,
  winRateCell,
} from './comparisons.ts';
import type { Cell, Claim, Outcomes, ResultTable } from './experiment.ts';
import { type RunOf, requestsOf, type Scale } from './scale.ts';

export interface Evaluator {
  readonly label: string;
  readonly compare: Comparison;
}

export const EVALUATORS: readonly Evaluator[] = [
  { label: 'training reward', compare: byTrainingReward },
  { label: 'judge', compare: byJudge },
];

/** The paper's numbers by task, evaluator and method. */
export type PaperNumbers = Readonly<
  Partial<Record<TaskName, Readonly<Record<string, Readonly<Partial<Record<MethodName, number>>>>>>>
>;

export interface WinRateRow {
  readonly task: TaskName;
  readonly evaluator: string;
  readonly cells: ReadonlyMap<MethodName, Cell>;
}

export interface Comparisons {
  readonly scale: Scale;
  readonly outcomes: Outcomes;
  readonly tasks: readonly TaskName[];
  readonly methods: readonly MethodName[];
  readonly runOf: (task: TaskName, method: MethodName) => RunOf;
  readonly paper: PaperNumbers;
}

export function winRateRows({
  scale,
  outcomes,
  tasks: names,
  methods,
  runOf,
  paper,
}: Comparisons): WinRateRow[] {
  return names.flatMap((task) => {
    const runs = new Map(
      methods.map((method) => [method, outcomesOf(outcomes, requestsOf(scale, runOf(task, method)))]),
    );
    return EVALUATORS.map(({ label, compare }) => ({
      task,
      evaluator: label,
      cells: new Map(
        methods.map((method) => [
          method,
          winRateCell(pooledWinRate(runs.get(method)!, compare), paper[task]?.[label]?.[method]),
        ]),
      ),
    }));
  });
}

export const winRateTable = (
  title: string,
  rows: readonly WinRateRow[],
  methods: readonly MethodName[],
): ResultTable => ({
  title,
  unit: '% of test prompts won against the gold response',
  columns: ['Task, evaluator', ...methods.map((method) => METHOD_LABELS[method])],
  rows: rows.map(({ task, evaluator, cells }) => ({
    label: `${tasks[task].label}, ${evaluator}`,
    cells: methods.map((method) => cells.get(method)!),
  })),
});

/** One claim a row: the first method above the second. */
export const winRateClaims = (
  rows: readonly WinRateRow[],
  above: MethodName,
  below: MethodName,
  evaluators: readonly string[] = EVALUATORS.map(({ label }) => label),
): Claim[] =>
  rows
    .filter(({ evaluator }) => evaluators.includes(evaluator))
    .map(({ task, evaluator, cells }) =>
      orderingClaim(
        [METHOD_LABELS[above], cells.get(above)!],
        [METHOD_LABELS[below], cells.get(below)!],
        `${tasks[task].label}, ${evaluator}`,
      ),
    );
