// `lab exact`: measures without sampling error what each method converges to on an enumerable task. Prints one table
// of all methods and seeds. --out writes it as Markdown, and the runs as JSON, so that an interrupted table resumes.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import type { RunConfig } from '../../src/config/schema.ts';
import type { ExactMetrics } from '../../src/exact/divergence.ts';
import { median } from '../../src/math/statistics.ts';
import { objectives } from '../../src/objectives/index.ts';
import { UsageError } from '../lib/arguments.mjs';
import { outFile } from '../lib/out_folder.ts';
import { type LabCommand, textTable } from './command.ts';
import { connectInNode } from './node_connection.ts';
import { namedMethods } from './search.ts';
import { trainOnce } from './train_once.ts';
import { configOf, settingOptions } from './train_options.ts';

const TASK = 'strings';
const MOST_SEEDS = 100;

interface ExactRun {
  readonly config: RunConfig;
  readonly before: ExactMetrics;
  readonly after: ExactMetrics;
  readonly rewardShortfall: number;
  readonly bestReward: number;
  readonly steps: number;
  readonly samplesDrawn: number;
  /** Training time without evaluations. */
  readonly seconds: number;
}

async function runExactly(config: RunConfig): Promise<ExactRun> {
  const { exact, evaluations } = await trainOnce(config, connectInNode);
  const last = exact[exact.length - 1];
  const { samplesDrawn, seconds } = evaluations[evaluations.length - 1];
  return {
    config,
    before: exact[0].metrics,
    after: last.metrics,
    rewardShortfall: last.rewardShortfall,
    bestReward: last.bestReward,
    steps: last.step,
    samplesDrawn,
    seconds,
  };
}

const COLUMNS: readonly {
  readonly head: string;
  readonly value: (run: ExactRun) => number;
  readonly digits: number;
}[] = [
  { head: 'KL(posterior, policy)', value: ({ after }) => after.klPosteriorPolicy, digits: 3 },
  {
    head: 'of its start',
    value: ({ after, before }) => (100 * after.klPosteriorPolicy) / before.klPosteriorPolicy,
    digits: 0,
  },
  { head: 'KL(policy, posterior)', value: ({ after }) => after.klPolicyPosterior, digits: 3 },
  { head: 'KL(policy, prior)', value: ({ after }) => after.klPolicyPrior, digits: 2 },
  { head: 'E[r]', value: ({ after }) => after.expectedReward, digits: 2 },
  { head: 'short of the frontier', value: ({ rewardShortfall }) => rewardShortfall, digits: 3 },
  { head: 'samples', value: ({ samplesDrawn }) => samplesDrawn, digits: 0 },
  { head: 'seconds', value: ({ seconds }) => seconds, digits: 1 },
];

/** Median and range over the seeds, one row per method. */
function exactRows(runs: readonly ExactRun[]): string[][] {
  const methods = [...new Set(runs.map(({ config }) => config.method))];
  return methods.map((method) => {
    const methodRuns = runs.filter(({ config }) => config.method === method);
    return [
      objectives[method].label,
      ...COLUMNS.map(({ head, value, digits }) => {
        const values = methodRuns.map(value).sort((a, b) => a - b);
        const unit = head === 'of its start' ? ' %' : '';
        const text = (value: number) => value.toFixed(digits);
        const [low, middle, high] = [values[0], median(values), values[values.length - 1]].map(text);
        return low === high ? `${middle}${unit}` : `${middle}${unit} (${low} to ${high})`;
      }),
    ];
  });
}

const HEAD = ['method', ...COLUMNS.map(({ head }) => head)];

function exactMarkdown(runs: readonly ExactRun[], command: string): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const seeds = [...new Set(runs.map(({ config }) => config.seed))];
  return `# What each method converges to, exactly

Every method with its preset on \`${TASK}\`, by enumeration of all 4,096 outcomes through the real model after the last
step: median over seeds ${seeds.join(', ')}, and the range. Nats; rewards have standard deviation 1 under the corpus.
"Short of the frontier" is the reward that the best policy at the same KL(policy, prior) has more. Only the
distribution-matching methods, REINFORCE and RLOO aim at the posterior; the others aim at something else and their presets
were chosen by E[r] - gamma KL(policy, prior), which the posterior maximises ([search/strings.md](search/strings.md)). Seconds are
training alone, on WASM, beside whatever else the machine was doing (${cpus()[0]?.model ?? 'unknown processor'}), ${new Date().toISOString().slice(0, 10)}.

Command: \`${command}\`

${[line(HEAD), `|${' --- |'.repeat(HEAD.length)}`, ...exactRows(runs).map(line)].join('\n')}
`;
}

async function knownRuns(file: string): Promise<ExactRun[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ExactRun[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const { method: _, seed: __, task: ___, ...otherSettings } = settingOptions;

export const exact: LabCommand = {
  summary: 'trains methods on strings and says, by enumeration, what they converged to',
  options: {
    methods: { kind: 'text', default: 'brain', help: 'Names separated by commas, or all' },
    seeds: { kind: 'numbers', min: 0, max: 4294967295, default: '1,2,3', help: 'Seeds' },
    out: {
      kind: 'text',
      help: 'Markdown file for the table; the runs go beside it as JSON, and those it has already are kept',
    },
    ...otherSettings,
  },
  async run(values) {
    const { methods, seeds, out, ...settings } = values;
    const file = out === undefined ? undefined : resolve(String(out));
    const store = file?.replace(/\.md$/, '.json');
    if (file !== undefined && store === file)
      throw new UsageError(`invalid --out: ${out} (expected a file that ends in .md)`);
    if ((seeds as number[]).length > MOST_SEEDS)
      throw new UsageError(`invalid --seeds: ${(seeds as number[]).length} (expected at most ${MOST_SEEDS})`);
    const named = namedMethods(String(methods));
    if (file !== undefined) outFile(file);
    const known = store ? await knownRuns(store) : [];
    const runs: ExactRun[] = [];
    for (const method of named) {
      for (const seed of seeds as number[]) {
        const requested = configOf({ ...settings, task: TASK, method, seed });
        const config =
          settings['evaluation-interval'] === undefined
            ? { ...requested, evaluationInterval: requested.rounds * requested.stepsPerRound }
            : requested;
        const earlierRun = known.find((run) => JSON.stringify(run.config) === JSON.stringify(config));
        const run = earlierRun ?? (await runExactly(config));
        runs.push(run);
        if (!earlierRun) console.error(`${method} seed ${seed}: ${exactRows([run])[0].slice(1).join(', ')}`);
        if (store && !earlierRun) {
          known.push(run);
          await writeFile(store, `${JSON.stringify(known, null, 1)}\n`);
        }
      }
    }
    if (file)
      await writeFile(file, exactMarkdown(runs, ['npm run lab --', ...process.argv.slice(2)].join(' ')));
    return { json: runs, text: textTable([HEAD, ...exactRows(runs)]) };
  },
};
