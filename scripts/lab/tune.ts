// `lab tune`: finds settings for the paper's experiments with the same number of trials for every method. The criterion
// is the paper's for checkpoints: the best validation win-rate against gold responses, by the learned reward. Each
// method has a file of trials, so an interrupted search resumes.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defaults } from '../../src/config/presets.ts';
import type { RunConfig } from '../../src/config/schema.ts';
import { reasonOf } from '../../src/errors/reason.ts';
import { paperBase, type TaskTuning, type Tuned } from '../../src/experiments/paper_settings.ts';
import { tableMarkdown } from '../../src/experiments/report/markdown.ts';
import { TUNING_NOTE, tuningTable } from '../../src/experiments/report/tuning_tables.ts';
import { runRequest } from '../../src/experiments/run_outcome.ts';
import type { MethodName } from '../../src/objectives/index.ts';
import { Stream } from '../../src/random/stream.ts';
import { executeRun } from '../../src/session/execute_run.ts';
import type { TaskName } from '../../src/tasks/task.ts';
import { UsageError } from '../lib/arguments.mjs';
import { root } from '../lib/install.mjs';
import { nodeBackends } from '../lib/node_backends.ts';
import { type LabCommand, textTable } from './command.ts';
import { loadModel } from './node_connection.ts';
import { namedMethods } from './search.ts';
import { draw, type Space } from './search_space.ts';
import { knownTrials, saveTrials } from './trial_file.ts';

/** Differs from the experiments' seeds, so that no method is reported on the run that selected it. */
const TUNING_SEED = 2001;
const PAPER_METHODS =
  'brain,brain-without-self-normalisation,brain-without-baseline,dpo-sft-iw-n,dpo-sft-iw,dpo-sft,dpo,rso';

/** Setting for the temperature of each method's target; the learning rate is searched for all. */
const temperatures: Readonly<Partial<Record<MethodName, Space>>> = {
  dpo: { dpoBeta: { log: [1, 40] } },
  'dpo-sft': { dpoBeta: { log: [1, 40] } },
  rso: { rsoGamma: { log: [0.5, 20] }, rsoBeta: { log: [0.3, 4] } },
};
const gamma: Space = { gamma: { log: [0.3, 3] } };
const learningRate = { log: [1.5e-4, 1e-3] } as const;

interface Trial {
  /** Key of the run: equal settings, reward and seed give equal keys. */
  readonly run: string;
  readonly rounds: number;
  readonly changes: Tuned;
  /** Best validation win-rate and the policy's figures there; absent if the run failed, with `problem` as reason. */
  readonly winRate?: number;
  readonly kl?: number;
  readonly reward?: number;
  readonly goldReward?: number;
  readonly problem?: string;
}

/** The first trial is the base, the others are drawn. */
function changesOf(task: TaskName, method: MethodName, trial: number): Tuned {
  if (trial === 0) return {};
  const space: Space = { learningRate, ...(temperatures[method] ?? gamma) };
  // Methods with the same settings get the same draws.
  const stream = Stream.fromSeed(TUNING_SEED).split(task, trial);
  return Object.fromEntries(
    Object.entries(space).map(([key, range]) => [key, draw(range, stream.split(key))]),
  );
}

function trialOf(task: TaskName, method: MethodName, trial: number, shape: Partial<RunConfig>) {
  const changes = changesOf(task, method, trial);
  const config = { ...paperBase(task, method), ...shape, ...changes, seed: TUNING_SEED + trial };
  return { changes, request: runRequest(config, 1) };
}

async function runTrial({ changes, request }: ReturnType<typeof trialOf>): Promise<Trial> {
  const known = { run: request.key, rounds: request.config.rounds, changes };
  try {
    const backend = await nodeBackends.activate('cpu');
    const outcome = await executeRun(request, { backend, loadModel, version: 'tuning' });
    const { winRate, kl, reward, goldReward } = outcome.checkpoints.find(
      ({ step }) => step === outcome.chosenStep,
    )!;
    return {
      ...known,
      winRate: winRate.rate,
      kl: kl.mean,
      reward: reward.mean,
      goldReward: goldReward.mean,
    };
  } catch (error) {
    return { ...known, problem: reasonOf(error) };
  }
}

const rate = ({ winRate }: Trial) => winRate ?? Number.NEGATIVE_INFINITY;
/** Margin for a trial, as in the search for presets: 256 answers measure a win-rate to about three points. */
const WORTH_CHANGING = 0.01;
/** The first of the best trials, or the base if it is as good. */
function bestTrial(trials: readonly Trial[]): Trial {
  const best = trials.reduce((a, b) => (rate(b) > rate(a) ? b : a));
  return rate(best) - rate(trials[0]) < WORTH_CHANGING ? trials[0] : best;
}

interface TunedMethod {
  readonly method: MethodName;
  readonly trials: readonly Trial[];
  readonly best: Trial;
}

const percent = ({ winRate }: Trial) =>
  winRate === undefined ? 'failed' : `${(100 * winRate).toFixed(1)} %`;

const tuningMarkdown = (tuning: TaskTuning): string =>
  `# Settings of the experiments on \`${tuning.task}\`

${TUNING_NOTE}

${tableMarkdown(tuningTable(tuning))}

RSO accepts its samples from ${defaults[tuning.task].rsoCandidates} candidates, so it draws more. The ranges are in
\`scripts/lab/tune.ts\`, every trial is in \`${tuning.task}/\`.

Command: \`${tuning.command}\`
`;

export const tune: LabCommand = {
  summary: "settings of the paper's experiments, the same number of trials for every method",
  options: {
    task: { kind: 'choice', options: ['tldr', 'dialog', 'sentiment'], default: 'tldr', help: 'Task' },
    methods: { kind: 'text', default: PAPER_METHODS, help: 'Names separated by commas, or all' },
    trials: { kind: 'integer', min: 1, max: 1000, default: '6', help: 'Trials of each method' },
    rounds: { kind: 'integer', min: 1, max: 1000, default: '8', help: 'Rounds of every trial' },
    out: { kind: 'text', default: 'bench/tuning', help: 'Folder of the trials' },
    apply: { kind: 'flag', help: 'Start the experiments from what was found' },
  },
  async run(values) {
    const task = values.task as TaskName;
    const folder = resolve(String(values.out), task);
    await mkdir(folder, { recursive: true });
    const shape = { rounds: values.rounds as number, evaluationInterval: 16 };
    const wanted = Number(values.trials);
    const tunedMethods: TunedMethod[] = [];
    for (const method of namedMethods(String(values.methods))) {
      const file = join(folder, `${method}.json`);
      const trials = await knownTrials<Trial>(file);
      trials.forEach(({ run }, t) => {
        const expected = trialOf(task, method, t, shape).request.key;
        if (run !== expected)
          throw new UsageError(
            `${file} holds other trials: trial ${t + 1} is ${run} (expected ${expected}); choose another --out`,
          );
      });
      while (trials.length < wanted) {
        trials.push(await runTrial(trialOf(task, method, trials.length, shape)));
        await saveTrials(file, trials);
        console.error(`${task} ${method} ${trials.length}: ${JSON.stringify(trials.at(-1))}`);
      }
      const counted = trials.slice(0, wanted);
      tunedMethods.push({ method, trials: counted, best: bestTrial(counted) });
    }
    const tuning: TaskTuning = {
      task,
      trials: wanted,
      rounds: shape.rounds,
      command: ['npm run lab --', ...process.argv.slice(2)].join(' '),
      methods: tunedMethods.map(({ method, trials: [{ winRate: base }], best }) => {
        const { winRate, kl, goldReward, changes } = best;
        return { method, base, best: winRate, kl, goldReward, changes };
      }),
    };
    await writeFile(`${folder}.md`, tuningMarkdown(tuning));
    if (values.apply)
      await writeFile(
        join(root, 'src/experiments/tuned', `${task}.json`),
        `${JSON.stringify(tuning, null, 2)}\n`,
      );
    const text = textTable([
      ['method', 'win-rate', 'KL', 'settings'],
      ...tunedMethods.map(({ method, best }) => [
        method,
        percent(best),
        best.kl?.toFixed(2) ?? '',
        JSON.stringify(best.changes),
      ]),
    ]);
    return { json: tunedMethods, text };
  },
};
