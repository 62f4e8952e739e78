// Table 3: what the self-normalised baseline is worth.
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { orderingClaim } from './claims.ts';
import type { Experiment, Outcomes } from './experiment.ts';
import { isFull, isWhole, type RunOf, requestsOf, type Scale, uniqueRequests } from './scale.ts';
import { staleness, stalenessRequests } from './staleness.ts';
import { comparedRun, comparedTasks } from './table1.ts';
import { byReward, type PaperNumbers, winRateClaims, winRateRows, winRateTable } from './win_rate_table.ts';

const METHODS = [
  'brain',
  'brain-without-self-normalisation',
  'brain-without-baseline',
] as const satisfies readonly MethodName[];

/** A further table: other runs, and how BRAIn stands to the first ablation in them. */
interface Variant {
  readonly title: string;
  readonly methods: readonly MethodName[];
  /** Only where a size compares in full. */
  readonly tasks: (scale: Scale) => readonly TaskName[];
  readonly runOf: (task: TaskName, method: MethodName) => RunOf;
  /** Of the ordering: the ablation's name, and what stands behind the evaluator. */
  readonly below: string;
  readonly where: string;
  readonly expected?: 'level';
}

const textOnly = (scale: Scale): readonly TaskName[] => (isFull(scale) ? ['tldr', 'sentiment'] : []);
const [BRAIN, ABLATION] = METHODS;

/** With fresh samples the three rules differ by little: what the paper's drop is made of is old samples. */
const nearOnPolicy: Variant = {
  title: 'Near on-policy: replay of the last round only',
  methods: METHODS,
  tasks: (scale) => (isWhole(scale) ? ['markov', ...textOnly(scale)] : []),
  // Samples of this round only, so that ratios of whole responses stay near 1 as well.
  runOf: (task, method) => ({ task, method, overrides: { replayRounds: 1 } }),
  below: objectives[ABLATION].label,
  where: ', near on-policy',
  expected: 'level',
};

/** The other reading of the ratio stays near 1, so self-normalising it changes little. */
const tokenRatio: Variant = {
  title: 'With the ratio of average tokens',
  methods: [BRAIN, ABLATION],
  tasks: textOnly,
  runOf: (task, method) =>
    method === BRAIN ? comparedRun(task, method) : { task, method, overrides: { baselineRatio: 'token' } },
  below: `${objectives[ABLATION].label}, ratio of average tokens,`,
  where: '',
};

const VARIANTS = [nearOnPolicy, tokenRatio] as const;

const variantRequests = (scale: Scale) =>
  VARIANTS.flatMap(({ tasks, methods, runOf }) =>
    tasks(scale).flatMap((task) => methods.flatMap((method) => requestsOf(scale, runOf(task, method)))),
  );

function variantResult(outcomes: Outcomes, scale: Scale, variant: Variant) {
  const { title, methods, runOf, below, where, expected } = variant;
  const rows = winRateRows({ scale, outcomes, tasks: variant.tasks(scale), methods, runOf, paper: {} });
  const claims = rows
    .filter(({ evaluator }) => byReward(evaluator))
    .map((row) => ({
      ...orderingClaim(
        [objectives[BRAIN].label, row.cells.get(BRAIN)!],
        [below, row.cells.get(ABLATION)!],
        `${taskCards[row.task].label}, ${row.evaluator}${where}`,
        row.gap(BRAIN, ABLATION, { expected }),
        expected,
      ),
      runs: row.keys([BRAIN, ABLATION]),
    }));
  return { tables: rows.length > 0 ? [winRateTable(title, rows, methods, scale)] : [], claims };
}

const anthropicHh = {
  'training reward': {
    brain: 95.4,
    'brain-without-self-normalisation': 59.1,
    'brain-without-baseline': 58.3,
  },
} as const;
const paper: PaperNumbers = {
  markov: anthropicHh,
  tldr: {
    'training reward': {
      brain: 95.2,
      'brain-without-self-normalisation': 61.4,
      'brain-without-baseline': 61.1,
    },
  },
  sentiment: anthropicHh,
  dialog: anthropicHh,
};

export const table3: Experiment = {
  id: 'table3',
  title: 'Table 3',
  subject: 'The role of the self-normalised baseline',
  paper:
    'Without the self-normalisation of the baseline the win-rate falls by 34 to 36 points. Without a baseline it falls by about as much.',
  expectation:
    'BRAIn first by far, and the two ablations near each other. All rounds stay in the replay, as in Algorithm 1, line 12. For an old group the ratio of whole responses is almost 0 for nearly all samples. So the baseline vanishes, and the first ablation becomes the second. Both then hold every old sample up, and take the policy little further than one weighting a round. A self-normalised beta-hat has no such limit. Near on-policy (the second table) the ratios stay near 1, and self-normalising them changes little: level. The ratio of whole responses is 1 in expectation. But its gradient is not 0, as it is with summed log-probs. It is that of E[1/T], T tokens a response, so this baseline also favours long responses. The paper does not say which ratio it means. A ratio of average tokens (the third table) stays near 1 and hardly differs from self-normalising. But it holds the total probability of the samples in place. Self-normalised pushes do not; a proximal weight does that for BRAIn. The figure is of Strings, with summed log-probs and a proposal that is refreshed less and less.',
  requests(scale) {
    const compared = comparedTasks(scale).flatMap((task) =>
      METHODS.flatMap((method) => requestsOf(scale, comparedRun(task, method))),
    );
    // The smallest size compares on strings, as the figure does.
    return uniqueRequests([...compared, ...variantRequests(scale), ...stalenessRequests(scale, METHODS)]);
  },
  result(outcomes, scale) {
    const rows = winRateRows({
      scale,
      outcomes,
      tasks: comparedTasks(scale),
      methods: METHODS,
      runOf: comparedRun,
      paper,
    });
    const claims = (below: MethodName) => winRateClaims(rows, 'brain', below, byReward);
    const stale = scale.size === 'markov' ? undefined : staleness(outcomes, scale, METHODS);
    const variants = VARIANTS.map((variant) => variantResult(outcomes, scale, variant));
    return {
      tables: [
        winRateTable('Win-rate against the gold responses', rows, METHODS, scale),
        ...variants.flatMap(({ tables }) => tables),
      ],
      figures: stale ? [stale.figure] : [],
      claims: [
        ...claims('brain-without-self-normalisation'),
        ...claims('brain-without-baseline'),
        ...variants.flatMap(({ claims: ofVariant }) => ofVariant),
        ...(stale?.claims ?? []),
      ],
    };
  },
};
