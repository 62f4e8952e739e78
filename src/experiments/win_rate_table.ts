// Tables of win-rates against the gold responses: a row a task and an evaluator, a column a method (Tables 1, 3 and 4).

import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { orderingClaim } from './claims.ts';
import {
  byGoldReward,
  byJudge,
  byLlm,
  byTrainingReward,
  type Comparison,
  type Gap,
  intervalNote,
  outcomesOf,
  pooledWinRate,
  winRateCell,
  winRateGap,
} from './comparisons.ts';
import type { Cell, Claim, Outcomes, ResultTable } from './experiment.ts';
import type { LlmJudge } from './llm_judge.ts';
import { type RunOf, requestsOf, type Scale } from './scale.ts';

type PaperColumn = 'training reward' | 'judge';

interface Evaluator {
  readonly label: string;
  /** Which of the paper's numbers stand beside it; absent: the paper has none of the kind, and claims nothing of it. */
  readonly paper?: PaperColumn;
  readonly compare: Comparison;
  /** Of each run the first so many; absent: all. */
  readonly answers?: number;
}

const trainingReward: Evaluator = {
  label: 'training reward',
  paper: 'training reward',
  compare: byTrainingReward,
};
/** What the training reward was learned from: the two part where a policy has found its weak points. */
const goldReward: Evaluator = { label: 'gold reward', compare: byGoldReward };
const judge: Evaluator = { label: 'judge', paper: 'judge', compare: byJudge };

export const llmLabel = ({ model }: LlmJudge): string => `LLM judge (${model})`;

const evaluators = (llm: LlmJudge | undefined): readonly Evaluator[] => [
  trainingReward,
  goldReward,
  judge,
  ...(llm
    ? [{ label: llmLabel(llm), paper: 'judge' as const, compare: byLlm(llm), answers: llm.answers }]
    : []),
];

/** The paper's numbers by task, evaluator and method. */
export type PaperNumbers = Readonly<
  Partial<
    Record<TaskName, Readonly<Partial<Record<PaperColumn, Readonly<Partial<Record<MethodName, number>>>>>>>
  >
>;

export interface WinRateRow {
  readonly task: TaskName;
  readonly evaluator: string;
  /** The paper says something of it. */
  readonly claimed: boolean;
  /** By an LLM judge, which may have said nothing. */
  readonly byLlm: boolean;
  readonly cells: ReadonlyMap<MethodName, Cell>;
  /** How many of the seeds there are. */
  readonly seeds: ReadonlyMap<MethodName, number>;
  /** How much more often one wins against gold than the other. */
  gap(above: MethodName, below: MethodName): Gap | undefined;
}

export interface Comparisons {
  readonly scale: Scale;
  readonly outcomes: Outcomes;
  readonly tasks: readonly TaskName[];
  readonly methods: readonly MethodName[];
  readonly runOf: (task: TaskName, method: MethodName) => RunOf;
  readonly paper: PaperNumbers;
  readonly llm?: LlmJudge;
}

export function winRateRows({
  scale,
  outcomes,
  tasks: names,
  methods,
  runOf,
  paper,
  llm,
}: Comparisons): WinRateRow[] {
  return names.flatMap((task) => {
    const runs = new Map(
      methods.map((method) => [method, outcomesOf(outcomes, requestsOf(scale, runOf(task, method)))]),
    );
    return evaluators(llm).map(({ label, paper: column, compare, answers }) => ({
      task,
      evaluator: label,
      claimed: column !== undefined,
      byLlm: llm !== undefined && label === llmLabel(llm),
      seeds: new Map(methods.map((method) => [method, runs.get(method)!.length])),
      gap: (above, below) => winRateGap(runs.get(above)!, runs.get(below)!, compare, answers),
      cells: new Map(
        methods.map((method) => [
          method,
          winRateCell(
            pooledWinRate(runs.get(method)!, compare, answers),
            column && paper[task]?.[column]?.[method],
          ),
        ]),
      ),
    }));
  });
}

/** A method is known by the seeds that came to an end, which flatters one whose others failed: it is said. */
function missingNote(rows: readonly WinRateRow[], { seeds }: Scale): string {
  const missing = rows
    .filter(({ evaluator }) => byReward(evaluator))
    .flatMap(({ task, seeds: known }) =>
      [...known]
        .filter(([, count]) => count > 0 && count < seeds.length)
        .map(
          ([method, count]) =>
            `${objectives[method].label} on ${taskCards[task].label} has ${count} of ${seeds.length} seeds.`,
        ),
    );
  return missing.join(' ');
}

export const winRateTable = (
  title: string,
  rows: readonly WinRateRow[],
  methods: readonly MethodName[],
  scale: Scale,
  llm?: LlmJudge,
): ResultTable => ({
  title,
  note: [intervalNote(scale), missingNote(rows, scale), llm && `${llmLabel(llm)}: ${llm.note}`]
    .filter(Boolean)
    .join(' '),
  unit: '% of test prompts won against the gold response, a tie is not won',
  decimals: 1,
  columns: ['Task, evaluator', ...methods.map((method) => objectives[method].label)],
  rows: rows.map(({ task, evaluator, cells }) => ({
    label: `${taskCards[task].label}, ${evaluator}`,
    cells: methods.map((method) => cells.get(method)!),
  })),
});

export const byReward = (evaluator: string): boolean => evaluator === trainingReward.label;

/** One claim a row: the first method above the second. */
export const winRateClaims = (
  rows: readonly WinRateRow[],
  above: MethodName,
  below: MethodName,
  wanted: (evaluator: string) => boolean = () => true,
): Claim[] =>
  rows
    .filter(({ evaluator, claimed }) => claimed && wanted(evaluator))
    .filter(
      ({ byLlm: asked, cells }) =>
        !asked || [above, below].every((one) => cells.get(one)?.value !== undefined),
    )
    .map(({ task, evaluator, cells, gap }) =>
      orderingClaim(
        [objectives[above].label, cells.get(above)!],
        [objectives[below].label, cells.get(below)!],
        `${taskCards[task].label}, ${evaluator}`,
        gap(above, below),
      ),
    );
