// `npm run reproduce`: the paper's experiments in a terminal. The output folder stores every run's outcome, so the same
// command resumes after an interruption. A failed run is reported and does not stop the others.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import { summaryOf } from '../../src/experiments/claims.ts';
import { EXPERIMENT_IDS, type ExperimentId } from '../../src/experiments/experiment.ts';
import { experiments } from '../../src/experiments/index.ts';
import { cautionsOf } from '../../src/experiments/report/cautions.ts';
import { figureSvg } from '../../src/experiments/report/figure_svg.ts';
import { reportFiles } from '../../src/experiments/report/files.ts';
import { reportMarkdown } from '../../src/experiments/report/markdown.ts';
import { recordedText } from '../../src/experiments/report/recorded.ts';
import {
  durationText,
  type Report,
  reportExperiment,
  totalsOf,
} from '../../src/experiments/report/report.ts';
import type { RunRequest } from '../../src/experiments/run_outcome.ts';
import { type Execute, lacksFrontier, RunQueue } from '../../src/experiments/run_queue.ts';
import { BUDGETS, type Budget, type Scale, scaleOf } from '../../src/experiments/scale.ts';
import { parseShard, type Shard, shardKeys } from '../../src/experiments/shards.ts';
import { wantedRuns } from '../../src/experiments/wanted_runs.ts';
import { METHOD_NAMES, type MethodName, objectives } from '../../src/objectives/index.ts';
import {
  describeOptions,
  type OptionSpec,
  type OptionValues,
  parseArguments,
  UsageError,
} from '../lib/arguments.mjs';
import { root } from '../lib/install.mjs';
import { renderPngs } from '../lib/render_png.ts';
import { openBrowser } from './execute_in_browser.ts';
import { executeInProcesses } from './execute_in_processes.ts';
import { folderStore } from './folder_store.ts';
import { type JudgePlan, judgeAnswers, judgeOptions, judgePlan } from './judge_answers.ts';
import { checkStamp, modelStamp, taskStamp } from './model_stamp.ts';
import { type PlanBackend, planText } from './plan_text.ts';

const options: Readonly<Record<string, OptionSpec>> = {
  seeds: {
    kind: 'integer',
    min: 1,
    max: 20,
    help: 'Seeds of every run [default: 5, 8, 12, 20 until an ordering is decided; 1 with --quick and --smoke]',
  },
  quick: { kind: 'flag', help: 'Shorter runs, one task: minutes instead of hours' },
  smoke: { kind: 'flag', help: 'Only shows that everything works' },
  markov: { kind: 'flag', help: "Only the model of 200 weights, in the paper's own schedule: minutes" },
  race: { kind: 'text', help: "More methods on Figure 2's frontier, separated by commas" },
  budget: {
    kind: 'choice',
    options: BUDGETS,
    default: 'samples',
    help: 'What the racers may spend as much of as BRAIn',
  },
  backend: {
    kind: 'choice',
    options: ['cpu', 'tfjs-wasm', 'tfjs-cpu', 'webgpu'],
    default: 'cpu',
    help: 'What computes: cpu, tfjs-wasm or tfjs-cpu in processes, webgpu in a headless browser',
  },
  jobs: { kind: 'integer', min: 1, max: 64, help: 'Runs at a time [default: the cores; 1 on webgpu]' },
  out: {
    kind: 'text',
    default: 'reproduction',
    help: 'Folder of the report; what is in it is not run again',
  },
  shard: { kind: 'text', help: 'i/n: computes part i of n of the runs, and no report' },
  record: { kind: 'flag', help: "Only writes --out's report in short for the page: recorded.json" },
  plan: { kind: 'flag', help: 'Only says which runs are missing, and how long they take' },
  ...judgeOptions,
  help: { kind: 'flag', help: 'Show this text' },
};

const USAGE = `Usage: npm run reproduce -- [${EXPERIMENT_IDS.join(' ')}] [options]

Without a name: all of them.

${describeOptions(options)}`;

function chosenIds(names: readonly string[]): ExperimentId[] {
  const unknown = names.find((name) => !(EXPERIMENT_IDS as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new UsageError(`unknown experiment: ${unknown} (expected ${EXPERIMENT_IDS.join(', ')})`);
  return names.length === 0 ? [...EXPERIMENT_IDS] : EXPERIMENT_IDS.filter((id) => names.includes(id));
}

function raceOf(text: string | undefined): MethodName[] {
  const names = text === undefined ? [] : text.split(',');
  const unknown = names.find((name) => !(METHOD_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new UsageError(`invalid --race: ${unknown} (expected some of ${METHOD_NAMES.join(', ')})`);
  return names as MethodName[];
}

interface Plan {
  readonly ids: readonly ExperimentId[];
  readonly scale: Scale;
  readonly backend: PlanBackend;
  readonly jobs: number;
  readonly out: string;
  readonly command: string;
  readonly judge?: JudgePlan;
  readonly shard?: Shard;
  /** Computes nothing. */
  readonly onlyPlan: boolean;
}

function shardOf(text: string | undefined): Shard | undefined {
  try {
    return text === undefined ? undefined : parseShard(text);
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}

function planOf(argv: readonly string[], values: OptionValues, names: readonly string[]): Plan {
  const [size = 'full', other] = (['smoke', 'quick', 'markov'] as const).filter((name) => values[name]);
  if (other) throw new UsageError(`--${other} and --${size} exclude each other`);
  const backend = values.backend as Plan['backend'];
  return {
    ids: chosenIds(names),
    scale: scaleOf(
      size,
      values.seeds as number | undefined,
      raceOf(values.race as string | undefined),
      values.budget as Budget,
    ),
    backend,
    jobs: backend === 'webgpu' ? 1 : ((values.jobs as number | undefined) ?? Math.max(1, cpus().length)),
    out: resolve(String(values.out)),
    command: ['npm run reproduce --', ...argv].join(' '),
    judge: judgePlan(values),
    shard: shardOf(values.shard as string | undefined),
    onlyPlan: values.plan === true,
  };
}

const nameOf = ({ config }: RunRequest): string =>
  `${objectives[config.method].label} on ${config.task}, seed ${config.seed}, n ${config.samplesPerPrompt}, gamma ${config.gamma}`;

async function writePngs(report: Report, out: string, say: (line: string) => void): Promise<void> {
  const figures = report.experiments.flatMap(({ result }) => result.figures);
  try {
    const pictures = await renderPngs(figures.map(figureSvg));
    figures.forEach(({ id }, i) => {
      writeFileSync(join(out, `${id}.png`), pictures[i]);
    });
  } catch (error) {
    const reason = reasonOf(error).split('\n')[0];
    for (const { id } of figures) rmSync(join(out, `${id}.png`), { force: true });
    say(`no PNG, only SVG: ${reason} (npx playwright install chromium, or set CHROME_PATH)`);
  }
}

interface Computed {
  readonly queue: RunQueue;
  /** Runs that were asked for. */
  readonly wanted: number;
}

/** Computes what is wanted and missing, until nothing more is: each look waits for all runs of the one before. */
async function compute(
  { ids, scale, backend, jobs, out, shard, onlyPlan }: Plan,
  run: Execute,
  version: string,
  stamp: string,
  say: (line: string) => void,
): Promise<Computed> {
  const reported = new Set<string>();
  let recalling = true;
  const queue = new RunQueue({
    execute: run,
    store: folderStore(join(out, 'runs'), { version, modelsOf: (task) => taskStamp(stamp, task) }),
    concurrency: jobs,
    onChange() {
      for (const { request, state, problem } of queue.runs) {
        if ((state !== 'done' && state !== 'failed') || reported.has(request.key)) continue;
        reported.add(request.key);
        if (recalling) continue;
        const left = queue.remainingSeconds;
        const progress = `${reported.size}/${queue.runs.length}`;
        const remaining = left === undefined || queue.isIdle ? '' : `, about ${durationText(left)} left`;
        say(`${progress} ${nameOf(request)}: ${state}${problem ? ` (${problem})` : ''}${remaining}`);
      }
    },
  });
  const chosen = ids.map((id) => experiments[id]);
  const ofShard = shard && shardKeys(chosen, scale, shard);
  await queue.recall(chosen.flatMap((experiment) => experiment.requests(scale)));
  recalling = false;
  for (;;) {
    const wanted = new Map(
      chosen
        .flatMap((experiment) => wantedRuns(experiment, queue.outcomes, scale))
        .filter(({ key }) => ofShard?.has(key) ?? true)
        // The same run may be asked for with its frontier or without.
        .sort((a, b) => Number(a.frontier) - Number(b.frontier))
        .map((request) => [request.key, request]),
    );
    const states = new Map(queue.runs.map(({ request, state }) => [request.key, state]));
    const missing = [...wanted.values()].filter(
      (request) =>
        !states.has(request.key) ||
        (states.get(request.key) === 'done' && lacksFrontier(request, queue.outcomes.get(request.key))),
    );
    say(planText(missing, wanted.size, [...queue.outcomes.values()], jobs, backend, scale));
    if (missing.length === 0 || onlyPlan) return { queue, wanted: wanted.size };
    await queue.add([...wanted.values()]);
    await queue.idle();
    // Other parts of this look may still be missing.
    if (shard || !scale.looks) return { queue, wanted: wanted.size };
  }
}

async function writeReport(
  { ids, scale, out, command, judge }: Plan,
  { queue }: Computed,
  version: string,
  say: (line: string) => void,
): Promise<Report> {
  const { outcomes } = queue;
  const llm = judge && (await judgeAnswers(judge, { ids, outcomes, scale, out }, say));
  const reported = ids.map((id) => reportExperiment(experiments[id], outcomes, scale, llm));
  const report: Report = {
    date: new Date().toISOString(),
    version,
    command,
    ...totalsOf(outcomes.values()),
    experiments: reported,
    cautions: cautionsOf(
      reported.map(({ result }) => result),
      outcomes.values(),
    ),
    failures: failuresOf(queue),
  };
  for (const [name, text] of reportFiles(report, [...outcomes.values()]))
    writeFileSync(join(out, name), text);
  await writePngs(report, out, say);
  writeFileSync(
    join(out, 'README.md'),
    reportMarkdown(report, (id) => `${id}.svg`),
  );
  for (const { experiment, result } of report.experiments)
    say(`${experiment.title}: ${summaryOf(result.claims)}`);
  return report;
}

const failuresOf = (queue: RunQueue): Report['failures'] =>
  queue.runs
    .filter(({ state }) => state === 'failed')
    .map(({ request, problem = '' }) => ({ run: nameOf(request), problem }));

/** Returns the exit code: 0, or 1 if a run failed. */
export async function reproduce(argv: readonly string[], say: (line: string) => void): Promise<0 | 1> {
  const { values, names } = parseArguments(argv, options);
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const plan = planOf(argv, values, names);
  if (values.record) {
    const report = JSON.parse(readFileSync(join(plan.out, 'report.json'), 'utf8')) as Report;
    writeFileSync(join(plan.out, 'recorded.json'), recordedText(report));
    say(`${plan.out}/recorded.json, of ${report.runs} runs`);
    return 0;
  }
  const stamp = modelStamp(join(root, 'public/models'));
  checkStamp(plan.out, stamp);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const { execute: run, close } =
    plan.backend === 'webgpu' && !plan.onlyPlan
      ? await openBrowser(version, say)
      : executeInProcesses(plan.backend === 'webgpu' ? 'cpu' : plan.backend, version);
  try {
    const start = performance.now();
    const computed = await compute(plan, run, version, stamp, say);
    if (plan.onlyPlan) return 0;
    if (!plan.shard) await writeReport(plan, computed, version, say);
    const failures = failuresOf(computed.queue);
    for (const { run: failed, problem } of failures) say(`FAILED ${failed}: ${problem}`);
    const made = plan.shard
      ? `part ${plan.shard.part} of ${plan.shard.of}: ${computed.wanted} runs in ${plan.out}/runs`
      : `${plan.out}/report.html`;
    say(`${made}, after ${durationText((performance.now() - start) / 1000)}`);
    return failures.length > 0 ? 1 : 0;
  } finally {
    await close();
  }
}
