// Table 3: what the self-normalised baseline is worth.
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { orderingClaim } from './claims.ts';
import type { Experiment, Outcomes } from './experiment.ts';
import { type RunOf, requestsOf, type Scale, settingsOf } from './scale.ts';
import { staleness, stalenessRequests } from './staleness.ts';
import { comparedRun, comparedTasks } from './table1.ts';
import { byReward, type PaperNumbers, winRateClaims, winRateRows, winRateTable } from './win_rate_table.ts';

const METHODS: readonly MethodName[] = [
  'brain',
  'brain-without-self-normalisation',
  'brain-without-baseline',
];

/** The other reading of the ratio stays near 1, so self-normalising it changes little. It has BRAIn's settings. */
const OF_TOKENS: readonly MethodName[] = ['brain', 'brain-without-self-normalisation'];
const OF_TOKENS_NOTE = 'The ablation has the settings that were found for BRAIn; it had no search.';
const OF_TOKENS_LABEL = 'ratio of average tokens';

function ofTokens(task: TaskName, method: MethodName): RunOf {
  if (method === 'brain') return comparedRun(task, method);
  const { learningRate, gamma } = settingsOf(task, 'brain');
  return { task, method, overrides: { baselineRatio: 'token', learningRate, gamma } };
}

/** Only at full size. */
const tokenTasks = (scale: Scale) => (scale.size === 'full' ? comparedTasks(scale) : []);

function tokenRatio(outcomes: Outcomes, scale: Scale) {
  const rows = winRateRows({
    scale,
    outcomes,
    tasks: tokenTasks(scale),
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
  return { tables: rows.length > 0 ? [{ ...table, note: `${table.note} ${OF_TOKENS_NOTE}` }] : [], claims };
}

const hh = {
  'training reward': {
    brain: 95.4,
    'brain-without-self-normalisation': 59.1,
    'brain-without-baseline': 58.3,
  },
};
const paper: PaperNumbers = {
  markov: hh,
  tldr: {
    'training reward': {
      brain: 95.2,
      'brain-without-self-normalisation': 61.4,
      'brain-without-baseline': 61.1,
    },
  },
  dialog: hh,
};

export const table3: Experiment = {
  id: 'table3',
  title: 'Table 3',
  subject: 'The role of the self-normalised baseline',
  paper:
    'Without the self-normalisation of the baseline the win-rate falls by 34 to 36 points, and without a baseline by about as much.',
  expectation:
    'BRAIn first, by less than in the paper. By how much depends on the temperature: each method has its own here, and a colder one makes up for much of a missing baseline. Log-probs are averaged over tokens, as in the paper, so beta-hat compares average tokens. BRAIn pushes on until these have caught up with the reward. A baseline of whole responses, or none at all, takes the policy little further than one weighting a round. The ratio of whole responses is 1 in expectation, but its gradient is not 0, as it is with summed log-probs. It is that of E[1/T], T tokens a response, so this baseline also favours long responses. The paper does not say which ratio it means. A ratio of average tokens (the second table) stays near 1 and hardly differs from self-normalising. But it holds the total probability of the samples in place, which self-normalised pushes do not. The figure is of Strings, with summed log-probs and a proposal that is refreshed less and less.',
  requests(scale) {
    const compared = comparedTasks(scale).flatMap((task) =>
      METHODS.flatMap((method) => requestsOf(scale, comparedRun(task, method))),
    );
    // The smallest size compares on strings, so some of these runs are asked for already.
    const known = new Set(compared.map(({ key }) => key));
    return [
      ...compared,
      ...tokenTasks(scale).flatMap((task) => requestsOf(scale, ofTokens(task, OF_TOKENS[1]))),
      ...stalenessRequests(scale, METHODS).filter(({ key }) => !known.has(key)),
    ];
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
    return {
      tables: [winRateTable('Win-rate against the gold responses', rows, METHODS, scale), ...token.tables],
      figures: stale ? [stale.figure] : [],
      claims: [
        ...claims('brain-without-self-normalisation'),
        ...claims('brain-without-baseline'),
        ...token.claims,
        ...(stale?.claims ?? []),
      ],
    };
  },
};
