// Figure 4: win-rate over the number of samples per prompt. Sentiment stands for Anthropic HH.
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { apartText, orderingClaim, percentText, verdictOn } from './claims.ts';
import {
  byTrainingReward,
  contrastGap,
  intervalNote,
  outcomesOf,
  pooledWinRate,
  winRateCell,
  winRateGap,
} from './comparisons.ts';
import type { Cell, Claim, Experiment, ExperimentResult, Outcomes } from './experiment.ts';
import type { RunOutcome } from './run_outcome.ts';
import {
  isWhole,
  MARKOV_SHORT,
  planFor,
  type RunOf,
  requestOf,
  requestsOf,
  type Scale,
  textTasks,
} from './scale.ts';
import type { SeedPlan } from './seed_plan.ts';

const METHODS: readonly MethodName[] = ['brain', 'dpo-sft'];
/** The paper's plot ends in the numbers of its Table 1. */
const PAPER: Readonly<Record<number, Readonly<Partial<Record<MethodName, number>>>>> = {
  32: { brain: 95.4, 'dpo-sft': 87.4 },
};

/** Prompts as in the paper's batch; half as many per round as elsewhere, since 32 samples of each are slow. */
const FEW_PROMPTS = { groupsPerBatch: 4, promptsPerRound: 16 };

/** No n should come near 100 %, where curves would be flat for that alone. */
const SLOW_MARKOV = { ...MARKOV_SHORT, learningRate: 2e-3 };

const samplesIn = (scale: Scale): readonly number[] => (isWhole(scale) ? [2, 4, 8, 16, 32] : [2, 8]);
const tasksIn = (scale: Scale) => textTasks(scale, ['sentiment']);
const runOf = (task: TaskName, method: MethodName, samplesPerPrompt: number): RunOf => ({
  task,
  method,
  overrides: { ...(task === 'markov' ? SLOW_MARKOV : FEW_PROMPTS), samplesPerPrompt },
});

interface Point {
  readonly n: number;
  readonly runs: readonly RunOutcome[];
  /** Of the first seed's run. */
  readonly key: string;
  readonly cell: Cell;
}

function pointOf(outcomes: Outcomes, scale: Scale, task: TaskName, method: MethodName, n: number): Point {
  const runs = outcomesOf(outcomes, requestsOf(scale, runOf(task, method, n)));
  const { key } = requestOf(scale, runOf(task, method, n), scale.seeds[0]);
  return { n, runs, key, cell: winRateCell(pooledWinRate(runs, byTrainingReward), PAPER[n]?.[method]) };
}

interface Compared {
  readonly plan: SeedPlan;
  /** All points, whose spread between seeds is pooled. */
  readonly pool: readonly Point[];
}

const optionsOf = ({ plan, pool }: Compared) => ({
  plan,
  compare: byTrainingReward,
  pool: pool.map(({ runs }) => runs),
});

/** Whether the curve flattens at n = 8: it gains less from there to the largest n than up to there. */
function saturation(points: readonly Point[], where: string, all: Compared): Claim[] {
  const eight = points.findIndex(({ n }) => n === 8);
  const [first, middle, last] = [points[0], points[eight], points[points.length - 1]];
  if (eight < 1 || middle === last) return [];
  const flattens = (seeds: readonly number[]) => {
    const gain = (to: Point, from: Point) =>
      winRateGap(to.runs, from.runs, { ...optionsOf(all), plan: { seeds } });
    const [rise, rest] = [gain(middle, first), gain(last, middle)];
    return (
      rise !== undefined && rest !== undefined && rise.verdict === 'reproduced' && rest.mean >= -rest.error!
    );
  };
  const lead = contrastGap(
    [
      [middle.runs, 2],
      [first.runs, -1],
      [last.runs, -1],
    ],
    { ...optionsOf(all), holds: flattens },
  );
  const claim = {
    text: `BRAIn gains less from n = 8 to n = ${last.n} than from n = ${first.n} to n = 8 (${where})`,
    runs: [first, middle, last].map(({ key }) => key),
  };
  if (!lead) return [{ ...claim, measured: '?', verdict: 'waiting' }];
  const [eightRate, firstRate, lastRate] = lead.rates;
  return [
    {
      ...claim,
      measured: `${percentText(lastRate - eightRate)} against ${percentText(eightRate - firstRate)} points, ${apartText(lead)}`,
      ...verdictOn(lead),
    },
  ];
}

function resultOf(outcomes: Outcomes, scale: Scale, task: TaskName): ExperimentResult {
  const counts = samplesIn(scale);
  const curves = METHODS.map((method) => ({
    method,
    points: counts.map((n) => pointOf(outcomes, scale, task, method, n)),
  }));
  const where = `${taskCards[task].label}, training reward`;
  const [brain, dpoSft] = curves.map(({ points }) => points);
  const last = counts.length - 1;
  // The smallest size compares on a task that the paper does not have.
  const withPaper = (claim: Claim, paper: string): Claim =>
    task === 'strings' ? claim : { ...claim, paper };
  const all = { plan: planFor(scale, task), pool: [...brain, ...dpoSft] };
  const above = (upper: [string, Point], lower: [string, Point], at: string): Claim => ({
    ...orderingClaim(
      [upper[0], upper[1].cell],
      [lower[0], lower[1].cell],
      at,
      winRateGap(upper[1].runs, lower[1].runs, optionsOf(all)),
    ),
    runs: [upper[1].key, lower[1].key],
  });
  const rising = (label: string, points: readonly Point[], at: number, paper: string): Claim =>
    withPaper(
      above(
        [`${label} at n = ${points[at].n}`, points[at]],
        [`${label} at n = ${points[0].n}`, points[0]],
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
        note: intervalNote(scale, [task]),
        columns: ['Method', ...counts.map((n) => `n = ${n}`)],
        rows: curves.map(({ method, points }) => ({
          label: objectives[method].label,
          method,
          cells: points.map(({ cell }) => cell),
        })),
      },
    ],
    figures: [
      {
        id: task === 'markov' ? 'figure4-markov' : 'figure4',
        title: `Win-rate against gold over samples per prompt, ${taskCards[task].label}`,
        x: { label: 'Samples per prompt (n)', scale: 'log' },
        y: { label: 'Win-rate against gold (%)' },
        series: curves.map(({ method, points }) => ({
          label: objectives[method].label,
          method,
          kind: 'points-and-line',
          points: points.flatMap(({ n, cell: { value, low, high } }) =>
            value === undefined ? [] : [{ x: n, y: value, yLow: low, yHigh: high, label: `n = ${n}` }],
          ),
        })),
      },
    ],
    claims: [
      ...counts.map((n, i) => above(['BRAIn', brain[i]], ['DPO-sft', dpoSft[i]], `n = ${n}, ${where}`)),
      rising('BRAIn', brain, counts.includes(8) ? counts.indexOf(8) : last, 'improves until n = 8'),
      rising('DPO-sft', dpoSft, last, 'higher, improving monotonically'),
      ...saturation(brain, where, all).map((claim) => withPaper(claim, 'saturates after n = 8')),
    ],
  };
}

export const figure4: Experiment = {
  id: 'figure4',
  title: 'Figure 4',
  subject: 'Win-rate over the number of samples per prompt',
  paper:
    'On Anthropic HH BRAIn gains until n = 8 and then saturates near 95 %; DPO-sft rises slowly, to 87 %.',
  expectation:
    'BRAIn above DPO-sft from small n on, and little gained beyond n = 8. A batch has 4 prompts, as in the paper and half as many as in the tables. Prompts, rounds and steps are the same for each n, so a larger n also means more samples.',
  varies: ['samplesPerPrompt'],
  requests: (scale) =>
    tasksIn(scale).flatMap((task) =>
      METHODS.flatMap((method) => samplesIn(scale).flatMap((n) => requestsOf(scale, runOf(task, method, n)))),
    ),
  result(outcomes, scale) {
    const results = tasksIn(scale).map((task) => resultOf(outcomes, scale, task));
    return {
      tables: results.flatMap(({ tables }) => tables),
      figures: results.flatMap(({ figures }) => figures),
      claims: results.flatMap(({ claims }) => claims),
    };
  },
};
