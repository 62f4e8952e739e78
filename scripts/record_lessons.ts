// `npm run record:lessons`: trains the runs that lessons offer where a visitor's machine is slow, and draws the pairs that
// a learner judges. `npm run record:lessons -- strings-n8` records one.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaults, presetFor } from '../src/config/presets.ts';
import type { RunConfig } from '../src/config/schema.ts';
import { writeUrl } from '../src/config/url.ts';
import { lessons } from '../src/lessons/lessons.ts';
import type { Command, SampleView, WorkerEvent } from '../src/session/protocol.ts';
import type { RecordedLessonRun, RecordedPairs } from '../src/ui/lesson/recorded_lesson_run.ts';
import { Driver, drive } from './lab/drive.ts';
import { connectInNode } from './lab/node_connection.ts';
import { Recorder, type RunRecord } from './lab/recorder.ts';
import { root } from './lib/install.mjs';
import { dot, rounded, thinned } from './record.ts';

const folder = join(root, 'src/ui/lesson/recorded');
const commandOf = (id: string) => `npm run record:lessons -- ${id}`;

/** The settings of each recorded run: those of the first step that offers it. */
export function recordedConfigs(): ReadonlyMap<string, RunConfig> {
  const configs = new Map<string, RunConfig>();
  for (const { recorded, setup } of Object.values(lessons).flatMap(({ steps }) => steps))
    if (recorded && setup && !configs.has(recorded))
      configs.set(recorded, { ...presetFor(setup.task ?? 'strings', setup.method ?? 'brain'), ...setup });
  return configs;
}

const provenanceOf = ({ provenance }: Pick<RunRecord, 'provenance'>, id: string) => ({
  version: provenance.version,
  date: provenance.date.slice(0, 10),
  command: commandOf(id),
});

async function recordRun(id: string, config: RunConfig): Promise<RecordedLessonRun> {
  const recorder = new Recorder(config, '');
  await drive(new Driver(config, 'cpu'), connectInNode, (event) => recorder.receive(event));
  const whole = recorder.record();
  if (whole.fault) throw new Error(`the run ${id} failed: ${whole.fault}`);
  const { evaluations, frontier, provenance, steps } = whole;
  return {
    task: config.task,
    settings: writeUrl(config),
    seed: config.seed,
    steps: steps.length,
    seconds: rounded(provenance.seconds),
    backend: provenance.backend!.label,
    ...provenanceOf(whole, id),
    dots: evaluations.map(({ step, kl, reward, goldReward }) => ({
      step,
      ...dot({ kl: kl.mean, reward: reward.mean }),
      ...(config.reward !== 'gold' && { goldReward: rounded(goldReward.mean) }),
    })),
    frontier: thinned(frontier, 1.25 * Math.max(...evaluations.map(({ kl }) => kl.mean))),
    isExact: frontier.every(({ standardError }) => standardError === undefined),
  };
}

const PAIRS_ID = 'pairs';
const PAIRS = 8;
const PAIRS_CONFIG: RunConfig = { ...defaults.tldr, evaluationPrompts: 1, evaluationSamples: 1 };

/** Two answers of the prior to each prompt, from two seeds; it trains nothing. */
async function recordPairs(): Promise<RecordedPairs> {
  const recorder = new Recorder(PAIRS_CONFIG, '');
  const views: SampleView[] = [];
  const wanted = Array.from({ length: PAIRS }, (_, i) =>
    [1, 2].map((seed) => ({ promptIndex: i, seed })),
  ).flat();
  let asked = false;
  const driver = {
    begin: (): Command[] => [{ type: 'load', config: PAIRS_CONFIG, runId: 1, backend: 'cpu' }],
    interrupt: () => undefined,
    next(event: WorkerEvent): Command[] | undefined {
      if (event.type === 'view' && views.push(event.view) === wanted.length) return undefined;
      if (event.type !== 'status' || event.status !== 'ready' || asked) return [];
      asked = true;
      return wanted.map((one) => ({ type: 'view', ...one }));
    },
  };
  await drive(driver, connectInNode, (event) => recorder.receive(event));
  const answer = ({ prior }: SampleView) => ({ text: prior.text, reward: rounded(prior.reward) });
  return {
    task: PAIRS_CONFIG.task,
    seed: PAIRS_CONFIG.seed,
    ...provenanceOf(recorder.record(), PAIRS_ID),
    pairs: Array.from({ length: PAIRS }, (_, i) => ({
      prompt: views[2 * i].promptText,
      answers: [answer(views[2 * i]), answer(views[2 * i + 1])] as const,
    })).filter(({ answers: [a, b] }) => a.text !== b.text),
  };
}

if (import.meta.filename === process.argv[1]) {
  const configs = recordedConfigs();
  const known = [...configs.keys(), PAIRS_ID];
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !known.includes(name));
  if (unknown) throw new Error(`unknown recording: ${unknown} (expected ${known.join(', ')})`);
  for (const id of named.length > 0 ? named : known) {
    const config = configs.get(id);
    const recorded = config ? await recordRun(id, config) : await recordPairs();
    await writeFile(join(folder, `${id}.json`), `${JSON.stringify(recorded)}\n`);
    console.error(`recorded ${id}`);
  }
  process.exit(0);
}
