// Table 3: what the self-normalised baseline is worth.
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { orderingClaim } from './claims.ts';
import type { Experiment, Outcomes } from './experiment.ts';
import { isWhole, type RunOf, requestsOf, type Scale, uniqueRequests } from './scale.ts';
import { staleness, stalenessRequests } from './staleness.ts';
import { comparedRun, comparedTasks } from './table1.ts';
import { byReward, type PaperNumbers, winRateClaims, winRateRows, winRateTable } from './win_rate_table.ts';

const METHODS: readonly MethodName[] = [
  'brain',
  'brain-without-self-normalisation',
  'brain-without-baseline',
];

/** The other reading of the ratio stays near 1, so self-normalising it changes little. */
const OF_TOKENS: readonly MethodName[] = ['brain', 'brain-without-self-normalisation'];
const OF_TOKENS_LABEL = 'ratio of average tokens';

function ofTokens(task: TaskName, method: MethodName): RunOf {
  if (method === 'brain') return comparedRun(task, method);
  return { task, method, overrides: { baselineRatio: 'token' } };
}

/** Samples of this round only, so that ratios of whole responses stay near 1 as well. */
const NEAR_ON_POLICY: readonly MethodName[] = ['brain', 'brain-without-self-normalisation'];
const nearOnPolicyRun = (task: TaskName, method: MethodName): RunOf => ({
  task,
  method,
  overrides: { replayRounds: 1 },
});

/** Only at full size. */
const furtherTasks = ({ size }: Scale): readonly TaskName[] => (size === 'full' ? ['tldr', 'sentiment'] : []);
const nearTasks = (scale: Scale): readonly TaskName[] =>
  isWhole(scale) ? ['markov', ...furtherTasks(scale)] : [];

function tokenRatio(outcomes: Outcomes, scale: Scale) {
  const rows = winRateRows({
    scale,
    outcomes,
    tasks: furtherTasks(scale),
    methods: OF_TOKENS,
    runOf: ofTokens,
    paper: {},
  });
  const table = winRateTable('With the ratio of average tokens', rows, OF_TOKENS, scale);
  const claims = rows
    .filter(({ evaluator }) => byReward(evaluator))
    .map((row) => ({
      ...orderingClaim(
        [objectives.brain.label, row.cells.get('brain')!],
        [`${objectives[OF_TOKENS[1]].label}, ${OF_TOKENS_LABEL},`, row.cells.get(OF_TOKENS[1])!],
        `${taskCards[row.task].label}, ${row.evaluator}`,
        row.gap(OF_TOKENS[0], OF_TOKENS[1]),
      ),
      runs: row.keys(OF_TOKENS),
    }));
  return { tables: rows.length > 0 ? [table] : [], claims };
}

/** With fresh samples the three rules differ by little: what the paper's drop is made of is old samples. */
function nearOnPolicy(outcomes: Outcomes, scale: Scale) {
  const rows = winRateRows({
    scale,
    outcomes,
    tasks: nearTasks(scale),
    methods: NEAR_ON_POLICY,
    runOf: nearOnPolicyRun,
    paper: {},
  });
  const [brain, below] = NEAR_ON_POLICY;
  const claims = rows
    .filter(({ evaluator }) => byReward(evaluator))
    .map((row) => ({
      ...orderingClaim(
        [objectives[brain].label, row.cells.get(brain)!],
        [objectives[below].label, row.cells.get(below)!],
        `${taskCards[row.task].label}, ${row.evaluator}, near on-policy`,
        row.gap(brain, below, { expected: 'level' }),
        'level',
      ),
      runs: row.keys([brain, below]),
    }));
  const title = 'Near on-policy: replay of the last round only';
  return { tables: rows.length > 0 ? [winRateTable(title, rows, NEAR_ON_POLICY, scale)] : [], claims };
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
    'Without the self-normalisation of the baseline the win-rate falls by 34 to 36 points, and without a baseline by about as much.',
  expectation:
    'BRAIn first by far, and the two ablations near each other. All rounds stay in the replay, as in Algorithm 1, line 12. For an old group the ratio of whole responses is almost 0 for nearly all samples, so the baseline vanishes and the ablation becomes the one without a baseline. Both then hold every old sample up, and take the policy little further than one weighting a round. A self-normalised beta-hat has no such limit. Near on-policy (the second table) the ratios stay near 1, and self-normalising them changes little: level. The ratio of whole responses is 1 in expectation, but its gradient is not 0, as it is with summed log-probs. It is that of E[1/T], T tokens a response, so this baseline also favours long responses. The paper does not say which ratio it means. A ratio of average tokens (the third table) stays near 1 and hardly differs from self-normalising. But it holds the total probability of the samples in place, which self-normalised pushes do not; a proximal weight does that for BRAIn. The figure is of Strings, with summed log-probs and a proposal that is refreshed less and less.',
  requests(scale) {
    const compared = comparedTasks(scale).flatMap((task) =>
      METHODS.flatMap((method) => requestsOf(scale, comparedRun(task, method))),
    );
    const further = [
      ...nearTasks(scale).flatMap((task) =>
        NEAR_ON_POLICY.flatMap((method) => requestsOf(scale, nearOnPolicyRun(task, method))),
      ),
      ...furtherTasks(scale).flatMap((task) =>
        OF_TOKENS.flatMap((method) => requestsOf(scale, ofTokens(task, method))),
      ),
    ];
    // The smallest size compares on strings, as the figure does.
    return uniqueRequests([...compared, ...further, ...stalenessRequests(scale, METHODS)]);
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
    const token = tokenRatio(outcomes, scale);
    const near = nearOnPolicy(outcomes, scale);
    return {
      tables: [
        winRateTable('Win-rate against the gold responses', rows, METHODS, scale),
        ...near.tables,
        ...token.tables,
      ],
      figures: stale ? [stale.figure] : [],
      claims: [
        ...claims('brain-without-self-normalisation'),
        ...claims('brain-without-baseline'),
        ...near.claims,
        ...token.claims,
        ...(stale?.claims ?? []),
      ],
    };
  },
};
