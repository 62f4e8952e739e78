// Table 2: BRAIn against each baseline, response by response, by the judge.
import { type MethodName, objectives } from '../objectives/index.ts';
import { type TaskName, taskCards } from '../tasks/task.ts';
import { againstText, verdictOn } from './claims.ts';
import { intervalNote, outcomesOf } from './comparisons.ts';
import type { Cell, Claim, Experiment, Outcomes } from './experiment.ts';
import { duelMatches, headToHead } from './head_to_head.ts';
import { planFor, requestOf, requestsOf, type Scale } from './scale.ts';
import { COMPARED, comparedTasks, shortRun, table1 } from './table1.ts';
import { llmLabel } from './win_rate_table.ts';

type Shares = readonly [win: number, tie: number, loss: number];

type ByMethod = Readonly<Partial<Record<MethodName, Shares>>>;

/** Those against DPO add up to 97 in the paper too. */
const anthropicHh: ByMethod = {
  dpo: [44, 31.6, 21.4],
  'dpo-sft': [45.4, 34.4, 20.2],
  rso: [44.2, 35.5, 20.3],
};
const paper: Readonly<Partial<Record<TaskName, ByMethod>>> = {
  markov: anthropicHh,
  sentiment: anthropicHh,
  dialog: anthropicHh,
  tldr: { dpo: [42.1, 19.6, 38.3], 'dpo-sft': [45.2, 18.9, 35.9], rso: [45.1, 17.6, 37.3] },
};

const NOISE_NOTE =
  'Each answer meets the other side’s run of the same seed. There it meets the next answer to its prompt, so that the two share no sampling noise. Where a prompt has one answer a run, they share it. That makes ties more frequent.';

const duels = (scale: Scale) =>
  comparedTasks(scale).flatMap((task) =>
    COMPARED.filter((method) => method !== 'brain').map((method) => ({ task, method })),
  );

const runsOf = (outcomes: Outcomes, scale: Scale, task: TaskName, method: MethodName) =>
  outcomesOf(outcomes, requestsOf(scale, shortRun(task, method)));

export const table2: Experiment = {
  id: 'table2',
  title: 'Table 2',
  subject: 'BRAIn against each baseline, head to head',
  paper:
    'GPT-4 compares responses to 500 examples. On Anthropic HH BRAIn wins twice as often as it loses. On TL;DR it leads by 4 to 9 points.',
  expectation:
    "More wins than losses wherever Table 1's judge sees BRAIn ahead. Ties are frequent: the grammar offers few ways to say the same, and the judge counts whole points.",
  requests: (scale) => table1.requests(scale),
  matches: (outcomes, scale, answers) =>
    duels(scale).flatMap(({ task, method }) =>
      duelMatches(runsOf(outcomes, scale, task, 'brain'), runsOf(outcomes, scale, task, method), answers),
    ),
  result(outcomes, scale, llm) {
    const judges = [undefined, ...(llm ? [llm] : [])];
    const compared = judges.flatMap((judge) =>
      duels(scale).map(({ task, method }) => ({
        byLlm: judge !== undefined,
        name: `${taskCards[task].label}, against ${objectives[method].label}${judge ? `, ${llmLabel(judge)}` : ''}`,
        published: paper[task]?.[method],
        shares: headToHead(
          runsOf(outcomes, scale, task, 'brain'),
          runsOf(outcomes, scale, task, method),
          planFor(scale, task),
          judge,
        ),
        runs: (['brain', method] as const).map(
          (side) => requestOf(scale, shortRun(task, side), scale.seeds[0]).key,
        ),
      })),
    );
    return {
      tables: [
        {
          title: "The judge's verdicts",
          unit: '% of test prompts',
          decimals: 1,
          note: [
            intervalNote(scale, comparedTasks(scale)),
            NOISE_NOTE,
            llm && `${llmLabel(llm)}: ${llm.note}`,
          ]
            .filter(Boolean)
            .join(' '),
          columns: ['Task, opponent', 'BRAIn wins', 'tie', 'BRAIn loses'],
          rows: compared.map(({ name, shares, published }) => {
            const cell = (value: number | undefined, at: number): Cell => ({
              value: value === undefined ? undefined : 100 * value,
              paper: published?.[at],
            });
            const win = cell(shares?.win, 0);
            const interval = shares && { low: 100 * shares.low, high: 100 * shares.high };
            return {
              label: name,
              cells: [{ ...win, ...interval }, cell(shares?.tie, 1), cell(shares?.loss, 2)],
            };
          }),
        },
      ],
      figures: [],
      claims: compared
        .filter(({ byLlm, shares }) => !byLlm || shares)
        .map(
          ({ name, shares, published, runs }): Claim => ({
            text: `BRAIn wins more than it loses (${name})`,
            ...(published && { paper: `${published[0]} against ${published[2]}` }),
            measured: shares ? againstText(shares.margin) : '?',
            ...verdictOn(shares?.margin),
            runs,
          }),
        ),
    };
  },
};
