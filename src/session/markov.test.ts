// The task `markov` through the session and through an experiment's run, on plain TypeScript whatever is asked for.
import { expect, it } from 'vitest';
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { METHOD_NAMES } from '../objectives/index.ts';
import { taskOf } from '../tasks/index.ts';
import { executeRun } from './execute_run.ts';
import { plainBackend } from './plain_backend.ts';
import type { WorkerEvent } from './protocol.ts';
import { Run } from './run.ts';
import { Session } from './session.ts';

const loadModel = () => Promise.reject(new Error('no file is needed'));

const short = (changes: Partial<RunConfig> = {}): RunConfig => ({
  ...presetFor('markov', 'brain'),
  rounds: 2,
  stepsPerRound: 5,
  samplesPerPrompt: 8,
  evaluationInterval: 5,
  evaluationPrompts: 32,
  evaluationSamples: 2,
  ...changes,
});

const open = (config: RunConfig) =>
  Run.open({ id: 1, task: taskOf(config), config, loadModel, backend: plainBackend });

it('asks for no device and no file, and says what computes', async () => {
  const events: WorkerEvent[] = [];
  const session = new Session({
    emit: (event) => events.push(event),
    backends: { activate: () => Promise.reject(new Error('no device is needed')) },
    loadModel,
  });
  void session.serve();
  session.send({ type: 'load', config: short(), runId: 1, backend: 'tfjs-wasm' });
  session.send({ type: 'play' });
  await expect.poll(() => events.some((e) => e.type === 'status' && e.status === 'finished')).toBe(true);
  expect(events.filter(({ type }) => type === 'fault')).toEqual([]);
  expect(events.find((event) => event.type === 'backend')).toMatchObject({
    backend: { label: 'CPU · plain TypeScript', only: true },
  });
  expect(events.find((event) => event.type === 'loaded')).toMatchObject({ parameterCount: 200 });
});

it.each(METHOD_NAMES)('trains by %s', async (method) => {
  const config = short({ ...presetFor('markov', method), rounds: 1, stepsPerRound: 3, method });
  const outcome = await executeRun(
    {
      key: 'key',
      config: { ...config, samplesPerPrompt: 8, evaluationPrompts: 32, rsoCandidates: 16 },
      testAnswers: 32,
      frontier: false,
    },
    { backend: plainBackend, loadModel, version: '0' },
  );
  expect(outcome.checkpoints.length).toBeGreaterThan(0);
  expect(outcome.test.length).toBeGreaterThanOrEqual(32);
});

it('goes on from a checkpoint where the optimiser and the streams stood', async () => {
  const run = await open(short());
  while (run.training.progress.step < 5) await run.advance();
  const checkpoint = await run.save();
  const resumed = await Run.open({
    id: 2,
    task: taskOf(short()),
    config: short(),
    loadModel,
    backend: plainBackend,
    checkpoint,
  });
  expect(await resumed.save()).toEqual(checkpoint);
});

it('tells the page of its world and symbols; a choice from several answers is no policy to place', async () => {
  const evaluations = async (method: 'brain' | 'best-of-n') => {
    const config = short({ ...presetFor('markov', method), method, samplesPerPrompt: 4, rounds: 1 });
    const run = await open({ ...config, evaluationPrompts: 32 });
    const world = (await run.openMarkovView())!.world;
    const known = [run.markovEvaluation()];
    while ((await run.advance()).advance.kind !== 'finished');
    known.push(run.markovEvaluation());
    return { world, known };
  };
  const { world, known } = await evaluations('brain');
  expect(world.symbols).toEqual([...'abcdefgh']);
  expect(world.prior.map(({ length }) => length)).toEqual(Array.from({ length: 16 }, () => 8 * 16));
  expect(known[0]!.kl).toBeCloseTo(0, 9);
  expect(known[1]!.reward).toBeGreaterThan(known[0]!.reward);
  expect(known[1]!.reward).toBeLessThan(known[1]!.bestReward);
  const choosing = await evaluations('best-of-n');
  expect(choosing.known.map((evaluation) => evaluation !== undefined)).toEqual([true, false]);
});
