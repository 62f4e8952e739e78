// Table 2: BRAIn against each baseline, response by response, by the judge.
import { METHOD_LABELS } from '../config/method_labels.ts';
import type { MethodName } from '../config/methods.ts';
import { tasks } from '../tasks/index.ts';
import type { TaskName } from '../tasks/task.ts';
import { headToHead, outcomesOf } from './comparisons.ts';
import type { Cell, Claim, Experiment } from './experiment.ts';
import { requestsOf } from './scale.ts';
import { COMPARED, comparedRun, comparedTasks, table1 } from './table1.ts';

type Shares = readonly [win: number, tie: number, loss: number];

const paper: Readonly<Partial<Record<TaskName, Readonly<Partial<Record<MethodName, Shares>>>>>> = {
  dialog: { dpo: [44, 31.6, 21.4], 'dpo-sft': [45.4, 34.4, 20.2], rso: [44.2, 35.5, 20.3] },
  tldr: { dpo: [42.1, 19.6, 38.3], 'dpo-sft': [45.2, 18.9, 35.9], rso: [45.1, 17.6, 37.3] },
};

const opponents = COMPARED.filter((method) => method !== 'brain');

export const table2: Experiment = {
  id: 'table2',
  title: 'Table 2',
  subject: 'BRAIn against each baseline, head to head',
  paper:
    'GPT-4 compares responses to 500 examples: on Anthropic HH BRAIn wins twice as often as it loses, on TL;DR by 4 to 9 points.',
  expectation:
    "More wins than losses wherever Table 1's judge sees BRAIn ahead. Ties are frequent: the grammar offers few ways to say the same, and the judge counts in whole points.",
  requests: (scale) => table1.requests(scale),
  result(outcomes, scale) {
    const compared = comparedTasks(scale).flatMap((task) =>
      opponents.map((method) => {
        const runs = (which: MethodName) => outcomesOf(outcomes, requestsOf(scale, comparedRun(task, which)));
        return { task, method, shares: headToHead(runs('brain'), runs(method)) };
      }),
    );
    const name = (task: TaskName, method: MethodName) =>
      `${tasks[task].label}, against ${METHOD_LABELS[method]}`;
    return {
      tables: [
        {
          title: "The judge's verdicts",
          unit: '% of test prompts',
          columns: ['Task, opponent', 'BRAIn wins', 'tie', 'BRAIn loses'],
          rows: compared.map(({ task, method, shares }) => {
            const published = paper[task]?.[method];
            const cell = (value: number | undefined, at: number): Cell => ({
              value: value === undefined ? undefined : 100 * value,
              paper: published?.[at],
            });
            const win = cell(shares?.win, 0);
            const interval = shares && { low: 100 * shares.low, high: 100 * shares.high };
            return {
              label: name(task, method),
              cells: [{ ...win, ...interval }, cell(shares?.tie, 1), cell(shares?.loss, 2)],
            };
          }),
        },
      ],
      figures: [],
      claims: compared.map(({ task, method, shares }): Claim => {
        const published = paper[task]?.[method];
        const ahead = shares && 100 * shares.low > 100 * shares.loss;
        const behind = shares && shares.high < shares.loss;
        return {
          text: `BRAIn wins more than it loses (${name(task, method)})`,
          paper: published ? `${published[0]} against ${published[2]}` : 'no number',
          measured: shares
            ? `${(100 * shares.win).toFixed(1)} against ${(100 * shares.loss).toFixed(1)}`
            : '?',
          verdict: !shares ? 'waiting' : ahead ? 'reproduced' : behind ? 'not reproduced' : 'undecided',
        };
      }),
    };
  },
};
