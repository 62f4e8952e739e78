// `npm run reproduce`: the paper's experiments in a terminal. The output folder stores every run's outcome, so the same
// command resumes after an interruption. A failed run is reported and does not stop the others.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import { summaryOf } from '../../src/experiments/claims.ts';
import { EXPERIMENT_IDS, type ExperimentId } from '../../src/experiments/experiment.ts';
import { experiments } from '../../src/experiments/index.ts';
import { cautionsOf } from '../../src/experiments/report/cautions.ts';
import { reportFiles } from '../../src/experiments/report/files.ts';
import { reportMarkdown } from '../../src/experiments/report/markdown.ts';
import { recordedText } from '../../src/experiments/report/recorded.ts';
import {
  durationText,
  type Report,
  reportExperiment,
  totalsOf,
} from '../../src/experiments/report/report.ts';
import { type Execute, lacksFrontier, type RunQueue } from '../../src/experiments/run_queue.ts';
import { BUDGETS, type Budget, type Scale, scaleOf } from '../../src/experiments/scale.ts';
import { parseShard, type Shard, shardKeys } from '../../src/experiments/shards.ts';
import { wantedRuns } from '../../src/experiments/wanted_runs.ts';
import { METHOD_NAMES, type MethodName } from '../../src/objectives/index.ts';
import {
  describeOptions,
  type OptionSpec,
  type OptionValues,
  parseArguments,
  UsageError,
} from '../lib/arguments.mjs';
import { INTERRUPTED, type Interruption } from '../lib/interruption.ts';
import { outFolder } from '../lib/out_folder.ts';
import { drainAtSignal, stoppedText } from './drain_at_signal.ts';
import { writePngs } from './figure_files.ts';
import { type JudgePlan, judgeAnswers, judgeOptions, judgePlan } from './judge_answers.ts';
import { executionOptions, executionPlan, openExecution } from './open_execution.ts';
import { type PlanBackend, planText } from './plan_text.ts';
import { openRunFolder, type RunFolder } from './run_folder.ts';
import { failuresOf, toldQueue } from './told_queue.ts';

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
  lora: { kind: 'flag', help: "The report's runs, with the paper's LoRA on the text tasks" },
  race: { kind: 'text', help: "More methods on Figure 2's frontier, separated by commas" },
  budget: {
    kind: 'choice',
    options: BUDGETS,
    default: 'samples',
    help: 'What the racers may spend as much of as BRAIn',
  },
  ...executionOptions,
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
  const [size = 'full', other] = (['smoke', 'quick', 'markov', 'lora'] as const).filter(
    (name) => values[name],
  );
  if (other) throw new UsageError(`--${other} and --${size} exclude each other`);
  return {
    ids: chosenIds(names),
    scale: scaleOf(
      size,
      values.seeds as number | undefined,
      raceOf(values.race as string | undefined),
      values.budget as Budget,
    ),
    ...executionPlan(values),
    out: resolve(String(values.out)),
    command: ['npm run reproduce --', ...argv].join(' '),
    judge: judgePlan(values),
    shard: shardOf(values.shard as string | undefined),
    onlyPlan: values.plan === true,
  };
}

type ExitCode = 0 | 1 | typeof INTERRUPTED;

interface Computed {
  /** Runs that were asked for. */
  readonly wanted: number;
  /** Those of them that are known. */
  readonly known: number;
}

/** Computes what is wanted and missing, until nothing more is: each look waits for all runs of the one before. */
async function compute(
  { ids, scale, backend, jobs, shard, onlyPlan }: Plan,
  queue: RunQueue,
  interruption: Interruption,
  say: (line: string) => void,
): Promise<Computed> {
  const chosen = ids.map((id) => experiments[id]);
  const ofShard = shard && shardKeys(chosen, scale, shard);
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
    if (missing.length > 0 && !onlyPlan) {
      await queue.add([...wanted.values()]);
      await queue.idle();
    }
    const known = [...wanted.keys()].filter((key) => queue.outcomes.has(key)).length;
    // Other parts of a shard's look may still be missing.
    if (missing.length === 0 || onlyPlan || interruption.requested || shard || !scale.looks)
      return { wanted: wanted.size, known };
  }
}

async function writeReport(
  { ids, scale, out, command, judge }: Plan,
  queue: RunQueue,
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
  await writePngs(
    reported.flatMap(({ result }) => result.figures),
    out,
    say,
  );
  writeFileSync(
    join(out, 'README.md'),
    reportMarkdown(report, (id) => `${id}.svg`),
  );
  for (const { experiment, result } of report.experiments)
    say(`${experiment.title}: ${summaryOf(result.claims)}`);
  return report;
}

/** Computes and reports; returns the exit code. */
async function carryOut(
  plan: Plan,
  { version, store }: RunFolder,
  execute: Execute,
  say: (line: string) => void,
): Promise<ExitCode> {
  const start = performance.now();
  const requests = plan.ids.flatMap((id) => experiments[id].requests(plan.scale));
  const queue = await toldQueue({ execute, store, concurrency: plan.jobs }, requests, say);
  const interruption = drainAtSignal(queue);
  try {
    const { wanted, known } = await compute(plan, queue, interruption, say);
    if (plan.onlyPlan) return 0;
    // A judge may take hours, and goes on at the next command.
    const judge = interruption.requested ? undefined : plan.judge;
    if (!plan.shard) await writeReport({ ...plan, judge }, queue, version, say);
    const failures = failuresOf(queue);
    for (const { run: failed, problem } of failures) say(`FAILED ${failed}: ${problem}`);
    const made = plan.shard
      ? `part ${plan.shard.part} of ${plan.shard.of}: ${wanted} runs in ${plan.out}/runs`
      : `${plan.out}/report.html`;
    say(`${made}, after ${durationText((performance.now() - start) / 1000)}`);
    if (interruption.requested) say(stoppedText(known, wanted, plan.out));
    return interruption.requested ? INTERRUPTED : failures.length > 0 ? 1 : 0;
  } finally {
    interruption.close();
  }
}

/** Returns the exit code: 0, 1 if a run failed, or 130 if a signal ended it. */
export async function reproduce(argv: readonly string[], say: (line: string) => void): Promise<ExitCode> {
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
  outFolder(plan.out, ['report.json']);
  const folder = openRunFolder(plan.out);
  // A plan computes nothing, so it needs no browser.
  const backend = plan.onlyPlan ? 'cpu' : plan.backend;
  const { execute, close } = await openExecution(backend, folder.version, say);
  try {
    return await carryOut(plan, folder, execute, say);
  } finally {
    await close();
  }
}
