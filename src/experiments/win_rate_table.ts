// Tables of win-rates against the gold responses (Tables 1, 3 and 4), with a row per task and evaluator and a column per
// method.
import { type MethodName, objectives } from '../objectives/index.ts';
import { isShipped, type TaskName, taskCards } from '../tasks/task.ts';
import { orderingClaim, type RateGap, type Ruling } from './claims.ts';
import type { Comparison } from './compared.ts';
import {
  byGoldReward,
  byJudge,
  byLlm,
  byTrainingReward,
  contrastGap,
  intervalNote,
  outcomesOf,
  pooledWinRate,
  winRateCell,
} from './comparisons.ts';
import type { Cell, Claim, Outcomes, ResultTable } from './experiment.ts';
import type { LlmJudge } from './llm_judge.ts';
import { planFor, type RunOf, requestOf, requestsOf, type Scale } from './scale.ts';
import type { SeedPlan } from './seed_plan.ts';

type PaperColumn = 'training reward' | 'judge';

interface Evaluator {
  readonly label: string;
  /** The paper's numbers for this evaluator; absent: the paper has none and claims nothing. */
  readonly paper?: PaperColumn;
  readonly compare: Comparison;
  /** Test answers per run, from the first; absent: all. */
  readonly answers?: number;
}

const trainingReward: Evaluator = {
  label: 'training reward',
  paper: 'training reward',
  compare: byTrainingReward,
};
/** The training reward was learned from this one; the two differ where a policy exploits the learned one. */
const goldReward: Evaluator = { label: 'gold reward', compare: byGoldReward };
const judge: Evaluator = { label: 'judge', paper: 'judge', compare: byJudge };

export const llmLabel = ({ model }: LlmJudge): string => `LLM judge (${model})`;

/** On markov the training reward is the gold one, and no language model can judge symbols. */
const evaluatorsOf = (task: TaskName, llm: LlmJudge | undefined): readonly Evaluator[] => [
  trainingReward,
  ...(isShipped(task) ? [goldReward] : []),
  judge,
  ...(llm && task !== 'markov'
    ? [{ label: llmLabel(llm), paper: 'judge' as const, compare: byLlm(llm), answers: llm.answers }]
    : []),
];

/** The paper's numbers by task, evaluator and method. */
export type PaperNumbers = Readonly<
  Partial<
    Record<TaskName, Readonly<Partial<Record<PaperColumn, Readonly<Partial<Record<MethodName, number>>>>>>>
  >
>;

interface Decision extends Ruling {
  /** Default: the task's. */
  readonly plan?: SeedPlan;
}

export interface WinRateRow {
  readonly task: TaskName;
  readonly evaluator: string;
  /** Whether the paper claims something for this evaluator. */
  readonly claimed: boolean;
  /** Judged by an LLM, whose verdicts may be missing. */
  readonly byLlm: boolean;
  readonly cells: ReadonlyMap<MethodName, Cell>;
  /** Seeds with an outcome. */
  readonly seeds: ReadonlyMap<MethodName, readonly number[]>;
  /** How much more often the first method wins against gold than the second. */
  gap(above: MethodName, below: MethodName, decision?: Decision): RateGap | undefined;
  /** The same of a sum of the methods' win-rates with these factors. */
  contrast(weights: readonly (readonly [MethodName, number])[], decision?: Decision): RateGap | undefined;
  /** Keys of the first seed's runs. */
  keys(methods: readonly MethodName[]): readonly string[];
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
    const pool = [...runs.values()];
    return evaluatorsOf(task, llm).map(({ label, paper: column, compare, answers }): WinRateRow => {
      const contrast: WinRateRow['contrast'] = (weights, decision) =>
        contrastGap(
          weights.map(([method, weight]) => [runs.get(method)!, weight]),
          { plan: planFor(scale, task), compare, answers, pool, ...decision },
        );
      const cellOf = (method: MethodName) =>
        winRateCell(
          pooledWinRate(runs.get(method)!, compare, answers),
          column && paper[task]?.[column]?.[method],
        );
      return {
        task,
        evaluator: label,
        claimed: column !== undefined,
        byLlm: llm !== undefined && label === llmLabel(llm),
        seeds: new Map(methods.map((method) => [method, runs.get(method)!.map(({ config }) => config.seed)])),
        contrast,
        gap: (above, below, decision) =>
          contrast(
            [
              [above, 1],
              [below, -1],
            ],
            decision,
          ),
        keys: (some) => some.map((method) => requestOf(scale, runOf(task, method), scale.seeds[0]).key),
        cells: new Map(methods.map((method) => [method, cellOf(method)])),
      };
    });
  });
}

/** How many seeds a method should have; at looks as many as the one has at which its last seed was asked for. */
function seedsDue({ seeds, looks }: SeedPlan, known: readonly number[]): number {
  const last = seeds.indexOf(Math.max(...known)) + 1;
  return looks?.find((look) => look >= last) ?? seeds.length;
}

/** A method whose failed seeds are missing looks better than it is, so the note names it. */
function missingNote(rows: readonly WinRateRow[], scale: Scale): string {
  const missing = rows
    .filter(({ evaluator }) => byReward(evaluator))
    .flatMap(({ task, seeds }) =>
      [...seeds].flatMap(([method, known]) => {
        const due = seedsDue(planFor(scale, task), known);
        if (known.length === 0 || known.length === due) return [];
        return [
          `${objectives[method].label} on ${taskCards[task].label} has ${known.length} of ${due} seeds.`,
        ];
      }),
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
  note: [
    intervalNote(scale, [...new Set(rows.map(({ task }) => task))]),
    missingNote(rows, scale),
    llm && `${llmLabel(llm)}: ${llm.note}`,
  ]
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

/** One claim per row: the first method is above the second, or level with it. */
export const winRateClaims = (
  rows: readonly WinRateRow[],
  above: MethodName,
  below: MethodName,
  wanted: (evaluator: string) => boolean = () => true,
  expected?: 'level',
): Claim[] =>
  rows
    .filter(({ evaluator, claimed }) => claimed && wanted(evaluator))
    .filter(
      ({ byLlm: asked, cells }) =>
        !asked || [above, below].every((method) => cells.get(method)?.value !== undefined),
    )
    .map((row) => ({
      ...orderingClaim(
        [objectives[above].label, row.cells.get(above)!],
        [objectives[below].label, row.cells.get(below)!],
        `${taskCards[row.task].label}, ${row.evaluator}`,
        row.gap(above, below, { expected }),
        expected,
      ),
      runs: row.keys([above, below]),
    }));
