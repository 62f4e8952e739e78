// `npm run reproduce`: the paper's experiments in a terminal. The output folder stores every run's outcome, so the same
// command resumes after an interruption. A failed run is reported and does not stop the others.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import { summaryOf } from '../../src/experiments/claims.ts';
import { EXPERIMENT_IDS, type ExperimentId } from '../../src/experiments/experiment.ts';
import { experiments } from '../../src/experiments/index.ts';
import { figureSvg } from '../../src/experiments/report/figure_svg.ts';
import { reportFiles } from '../../src/experiments/report/files.ts';
import { reportMarkdown } from '../../src/experiments/report/markdown.ts';
import {
  durationText,
  type Report,
  reportExperiment,
  totalsOf,
} from '../../src/experiments/report/report.ts';
import type { RunRequest } from '../../src/experiments/run_outcome.ts';
import { type Execute, RunQueue } from '../../src/experiments/run_queue.ts';
import { BUDGETS, type Budget, type Scale, scaleOf } from '../../src/experiments/scale.ts';
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
import { checkStamp, modelStamp } from './model_stamp.ts';

const options: Readonly<Record<string, OptionSpec>> = {
  seeds: {
    kind: 'integer',
    min: 1,
    max: 20,
    help: 'Seeds of every run [default: 3, or 1 with --quick and --smoke]',
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
  readonly backend: 'cpu' | 'tfjs-wasm' | 'tfjs-cpu' | 'webgpu';
  readonly jobs: number;
  readonly out: string;
  readonly command: string;
  readonly judge?: JudgePlan;
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

async function execute(
  { ids, scale, backend, jobs, out, command, judge }: Plan,
  run: Execute,
  version: string,
  say: (line: string) => void,
): Promise<Report> {
  const reportedKeys = new Set<string>();
  const queue = new RunQueue({
    execute: run,
    store: folderStore(join(out, 'runs')),
    concurrency: jobs,
    onChange() {
      for (const { request, state, problem } of queue.runs) {
        if ((state !== 'done' && state !== 'failed') || reportedKeys.has(request.key)) continue;
        reportedKeys.add(request.key);
        const left = queue.remainingSeconds;
        const progress = `${reportedKeys.size}/${queue.runs.length}`;
        const remaining = left === undefined || queue.isIdle ? '' : `, about ${durationText(left)} left`;
        say(`${progress} ${nameOf(request)}: ${state}${problem ? ` (${problem})` : ''}${remaining}`);
      }
    },
  });
  await queue.add(ids.flatMap((id) => experiments[id].requests(scale)));
  say(`${queue.runs.length} runs, ${jobs} at a time on ${backend}`);
  await queue.idle();
  const { outcomes } = queue;
  const llm = judge && (await judgeAnswers(judge, { ids, outcomes, scale, out }, say));
  const report: Report = {
    date: new Date().toISOString(),
    version,
    command,
    ...totalsOf(queue.outcomes.values()),
    experiments: ids.map((id) => reportExperiment(experiments[id], outcomes, scale, llm)),
    failures: queue.runs
      .filter(({ state }) => state === 'failed')
      .map(({ request, problem = '' }) => ({ run: nameOf(request), problem })),
  };
  for (const [name, text] of reportFiles(report, [...queue.outcomes.values()]))
    writeFileSync(join(out, name), text);
  await writePngs(report, out, say);
  writeFileSync(
    join(out, 'README.md'),
    reportMarkdown(report, (id) => `${id}.svg`),
  );
  return report;
}

/** Returns the exit code: 0, or 1 if a run failed. */
export async function reproduce(argv: readonly string[], say: (line: string) => void): Promise<0 | 1> {
  const { values, names } = parseArguments(argv, options);
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const plan = planOf(argv, values, names);
  checkStamp(plan.out, modelStamp(join(root, 'public/models')));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const { execute: run, close } =
    plan.backend === 'webgpu' ? await openBrowser(version, say) : executeInProcesses(plan.backend, version);
  try {
    const start = performance.now();
    const report = await execute(plan, run, version, say);
    for (const { experiment, result } of report.experiments)
      say(`${experiment.title}: ${summaryOf(result.claims)}`);
    for (const { run: failed, problem } of report.failures) say(`FAILED ${failed}: ${problem}`);
    say(`${plan.out}/report.html, after ${durationText((performance.now() - start) / 1000)}`);
    return report.failures.length > 0 ? 1 : 0;
  } finally {
    await close();
  }
}
