// The comparison with TensorFlow.js, in Node on the CPU engine: it finds agreement, and a model that is wrong.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadModel } from '../../scripts/lab/node_connection.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { tasks } from '../tasks/index.ts';
import type { ActiveBackend, BackendProvider } from './backend.ts';
import type { Agreement } from './protocol.ts';
import { referenceCheck } from './reference_check.ts';
import { Run } from './run.ts';

const config = {
  ...defaults.strings,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  groupsPerBatch: 2,
  evaluationSamples: 8,
};

let cpu: ActiveBackend;
beforeAll(async () => {
  cpu = await nodeBackends.activate('cpu');
});
afterAll(() => cpu.release());

/** A run after its first step. */
async function stepped(): Promise<Run> {
  const run = await Run.open({ id: 1, task: tasks.strings, config, loadModel, backend: cpu });
  while (run.training.progress.step === 0) await run.advance();
  return run;
}

async function checked(run: Run, backend: ActiveBackend, backends: BackendProvider = nodeBackends) {
  const event = await referenceCheck(run, backend, backends);
  if (event.type !== 'agreement') throw new Error(`unexpected event: ${event.type}`);
  return event;
}

const gaps = ({ logProbGap, gradientGap }: Agreement) => [logProbGap, gradientGap];

it('finds the CPU engine and the reference in agreement, without a trace in the run', async () => {
  const run = await stepped();
  const before = (await run.training.save()).policy;
  const { agreement } = await checked(run, cpu);
  expect(agreement).toMatchObject({ step: 1, rows: 8, tokens: 40, reference: 'TensorFlow.js · WASM, SIMD' });
  for (const gap of gaps(agreement!)) expect(gap).toBeLessThan(1e-4);
  expect((await run.training.save()).policy).toEqual(before);
  run.dispose();
});

it('says how far a wrong model is off', async () => {
  const run = await stepped();
  const wrong = (model: LanguageModel) =>
    Object.assign(Object.create(model) as LanguageModel, {
      logProbs: async (...batch: Parameters<LanguageModel['logProbs']>) =>
        (await model.logProbs(...batch)).map((value) => value - 0.5),
      gradientValues: async () => (await model.gradientValues()).map((value) => 0.9 * value),
    });
  const createModel: ActiveBackend['createModel'] = async (...model) =>
    wrong(await cpu.createModel(...model));
  const { agreement } = await checked(run, { ...cpu, createModel });
  expect(agreement!.logProbGap).toBeCloseTo(0.5, 3);
  expect(agreement!.gradientGap).toBeCloseTo(0.1, 3);
  run.dispose();
});

it('says why there is no comparison', async () => {
  const run = await Run.open({ id: 1, task: tasks.strings, config, loadModel, backend: cpu });
  expect((await checked(run, cpu)).problem).toContain('no batch to compare yet');
  const missing = { activate: () => Promise.reject(new Error('the file is missing')) };
  expect(await checked(run, cpu, missing)).toEqual({ type: 'agreement', problem: 'the file is missing' });
  run.dispose();
});
