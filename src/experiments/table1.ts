// Table 1: win-rate against the gold responses, by the training reward and by a judge.
import type { MethodName } from '../objectives/index.ts';
import type { TaskName } from '../tasks/task.ts';
import { goldMatches, outcomesOf } from './comparisons.ts';
import type { Experiment } from './experiment.ts';
import { MARKOV_SHORT, type RunOf, requestsOf, type Scale, textTasks } from './scale.ts';
import { type PaperNumbers, winRateClaims, winRateRows, winRateTable } from './win_rate_table.ts';

export const COMPARED: readonly MethodName[] = ['dpo', 'dpo-sft', 'rso', 'brain'];
export const comparedTasks = (scale: Scale): readonly TaskName[] =>
  textTasks(scale, ['tldr', 'sentiment', 'dialog']);
export const comparedRun = (task: TaskName, method: MethodName): RunOf => ({ task, method });
/** On `markov` the short schedule. */
export const shortRun = (task: TaskName, method: MethodName): RunOf =>
  task === 'markov' ? { task, method, overrides: MARKOV_SHORT } : comparedRun(task, method);

const hh = {
  'training reward': { dpo: 54.6, 'dpo-sft': 87.37, rso: 84.59, brain: 95.4 },
  judge: { dpo: 67.02, 'dpo-sft': 66.68, rso: 67.22, brain: 74.36 },
};
const paper: PaperNumbers = {
  markov: hh,
  sentiment: hh,
  dialog: hh,
  tldr: {
    'training reward': { dpo: 86.72, 'dpo-sft': 90.86, rso: 91.24, brain: 95.21 },
    judge: { dpo: 60.26, 'dpo-sft': 60.55, rso: 60.41, brain: 64.74 },
  },
};

export const table1: Experiment = {
  id: 'table1',
  title: 'Table 1',
  subject: 'Win-rate against the gold responses',
  paper:
    'DPO, DPO-sft, RSO and BRAIn on Anthropic HH and Reddit TL;DR. The training reward model and Mixtral-8x7B judge. BRAIn is 8 and 4 points above the strongest baseline.',
  expectation:
    'Expect BRAIn first by the reward it trains on, and a smaller lead by the judge. Sentiment stands for Anthropic HH, since its answers differ most; dialog stands beside it. A small model starts nearer to the reference answers, so all win-rates lie closer together than in the paper. RSO picks its 8 samples a prompt out of 64; the others draw 8.',
  requests: (scale) =>
    comparedTasks(scale).flatMap((task) =>
      COMPARED.flatMap((method) => requestsOf(scale, shortRun(task, method))),
    ),
  matches: (outcomes, scale, answers) =>
    goldMatches(
      // No language model can judge symbols.
      outcomesOf(outcomes, table1.requests(scale)).filter(({ config }) => config.task !== 'markov'),
      answers,
    ),
  result(outcomes, scale, llm) {
    const rows = winRateRows({
      scale,
      outcomes,
      tasks: comparedTasks(scale),
      methods: COMPARED,
      runOf: shortRun,
      paper,
      llm,
    });
    return {
      tables: [winRateTable('Win-rate against the gold responses', rows, COMPARED, scale, llm)],
      figures: [],
      claims: COMPARED.filter((method) => method !== 'brain').flatMap((method) =>
        winRateClaims(rows, 'brain', method),
      ),
    };
  },
};
