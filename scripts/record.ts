// `npm run record`: trains the default run of each task and writes what the page shows of it before anybody has pressed
// a button. `npm run record -- tldr` does one task.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaults } from '../src/config/presets.ts';
import type { RunConfig } from '../src/config/schema.ts';
import { taskExamples } from '../src/tasks/examples.ts';
import { givenTask } from '../src/tasks/index.ts';
import { TASK_NAMES, type TaskName } from '../src/tasks/task.ts';
import type { PlacedDot, RecordedRun } from '../src/ui/stage/recorded_run.ts';
import { Driver, drive } from './lab/drive.ts';
import { connectInNode } from './lab/node_connection.ts';
import { Recorder, type RunRecord } from './lab/recorder.ts';
import { root } from './lib/install.mjs';

const MOST_FRONTIER_POINTS = 20;
/** The frontier goes on for as much beyond the farthest dot. */
const BEYOND = 1.25;

export const rounded = (value: number) => Number(value.toPrecision(4));
export const dot = ({ kl, reward }: PlacedDot): PlacedDot => ({ kl: rounded(kl), reward: rounded(reward) });

/** Evenly by drift: few points draw the same line. */
export function thinned(points: readonly PlacedDot[], farthest: number): PlacedDot[] {
  const sorted = points.filter(({ kl }) => kl <= farthest).sort((a, b) => a.kl - b.kl);
  const gap = (sorted.at(-1)?.kl ?? 0) / MOST_FRONTIER_POINTS;
  const kept: PlacedDot[] = [];
  for (const point of sorted) {
    const last = kept.at(-1);
    if (!last || point.kl - last.kl >= gap) kept.push(dot(point));
  }
  return kept;
}

/** The task's example with the rewards that it gives. */
export function scoredExample(config: RunConfig): RecordedRun['example'] {
  const task = givenTask(config.task);
  const example = taskExamples[task.name];
  if (!example) return undefined;
  const { promptIndex, good, bad } = example;
  const prompt = task.prompts('test')[promptIndex];
  const ending = task.name === 'markov' ? [] : [task.tokenizer.eos];
  const scored = ({ text, why }: typeof good) => ({
    text,
    why,
    reward: rounded(task.reward(prompt, [...task.tokenizer.encode(text), ...ending])),
  });
  return { promptText: prompt.text, good: scored(good), bad: scored(bad) };
}

function recordedRun(record: RunRecord): RecordedRun {
  const { config, provenance, evaluations, frontier, samples } = record;
  const dots = evaluations.map(({ kl, reward }) => dot({ kl: kl.mean, reward: reward.mean }));
  const farthest = BEYOND * Math.max(...dots.map(({ kl }) => kl));
  return {
    task: config.task,
    seed: config.seed,
    steps: record.steps.length,
    seconds: rounded(provenance.seconds),
    backend: provenance.backend!.label,
    version: provenance.version,
    date: provenance.date.slice(0, 10),
    command: `npm run record -- ${config.task}`,
    dots,
    frontier: thinned(frontier, farthest),
    isExact: frontier.every(({ standardError }) => standardError === undefined),
    pairs: samples.map(({ promptText, prior, policy }) => ({
      promptText,
      start: { tokens: prior.tokens.map(({ text }) => ({ text })), reward: rounded(prior.reward) },
      now: {
        tokens: policy.tokens.map(({ text, logRatio }) => ({ text, logRatio: rounded(logRatio) })),
        reward: rounded(policy.reward),
      },
    })),
    example: scoredExample(config),
  };
}

async function record(task: TaskName): Promise<void> {
  const config = defaults[task];
  const recorder = new Recorder(config, '');
  await drive(new Driver(config, 'cpu'), connectInNode, (event) => recorder.receive(event));
  const whole = recorder.record();
  if (whole.fault) throw new Error(`the run on ${task} failed: ${whole.fault}`);
  const file = join(root, `src/ui/stage/recorded/${task}.json`);
  await writeFile(file, `${JSON.stringify(recordedRun(whole))}\n`);
  console.error(`${task}: ${whole.steps.length} steps in ${whole.provenance.seconds.toFixed(1)} s`);
}

if (import.meta.filename === process.argv[1]) {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !(TASK_NAMES as readonly string[]).includes(name));
  if (unknown) throw new Error(`unknown task: ${unknown} (expected ${TASK_NAMES.join(', ')})`);
  for (const task of TASK_NAMES) if (named.length === 0 || named.includes(task)) await record(task);
  process.exit(0);
}
