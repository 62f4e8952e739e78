// Trains every method on `strings` (WASM in Node) from its source of samples, and repeats it with equal results.
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { readPrior } from '../formats/prior.ts';
import { METHOD_NAMES, type MethodName, objectives } from '../objectives/index.ts';
import { weighs } from '../objectives/method.ts';
import { DEMANDING_METHODS } from './demanding_methods.ts';
import type { BackendName, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const smallRun = (method: MethodName): RunConfig => ({
  ...presetFor('strings', method),
  rounds: 2,
  promptsPerRound: 2,
  samplesPerPrompt: 8,
  stepsPerRound: 2,
  groupsPerBatch: 2,
  evaluationInterval: 4,
  evaluationSamples: 64,
  rsoCandidates: 16,
});

async function train(config: RunConfig, backend: BackendName = 'cpu'): Promise<WorkerEvent[]> {
  const events: WorkerEvent[] = [];
  await new Promise<void>((resolve, reject) => {
    const session = new Session({
      backends: nodeBackends,
      loadModel: async () =>
        readPrior(
          await readFile('public/models/strings/config.json', 'utf8'),
          await readFile('public/models/strings/model.safetensors'),
        ),
      emit(event) {
        events.push(event);
        if (event.type === 'fault') reject(new Error(event.message));
        if (event.type === 'status' && event.status === 'finished') resolve();
      },
    });
    session.serve().catch(reject);
    session.send({ type: 'load', config, runId: 1, backend });
    session.send({ type: 'play' });
  });
  return events;
}

const metricsOf = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.metrics] : []));
const exactOf = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'exact' ? [event.evaluation] : []));

const trained = new Map<MethodName, Promise<WorkerEvent[]>>();
/** The small run of a method, trained when it is first asked for. */
function smallRunOf(method: MethodName): Promise<WorkerEvent[]> {
  const known = trained.get(method) ?? train(smallRun(method));
  trained.set(method, known);
  return known;
}

describe.each(METHOD_NAMES)('%s', (method) => {
  it('trains without a fault or a skipped step, and moves the policy (or not at all, if it only chooses)', async () => {
    const events = await smallRunOf(method);
    const metrics = metricsOf(events);
    expect(metrics).toHaveLength(method === 'best-of-n' ? 3 : 4);
    expect(metrics.every(({ applied }) => applied)).toBe(true);
    expect(metrics.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(events.filter(({ type }) => type === 'notice')).toEqual([]);
    const exact = exactOf(events);
    // Tags begin as copies of BOS and the value head at zero, so every method begins at the prior.
    expect(exact[0].metrics.klPolicyPrior).toBeLessThan(1e-5);
    expect(exact.at(-1)!.metrics.klPolicyPrior).toBeGreaterThan(1e-5);
    for (const { rewardShortfall } of exact) expect(rewardShortfall).toBeGreaterThan(-1e-4);
    const microscope = events.findLast((event) => event.type === 'microscope');
    expect(microscope).toBeDefined();
  });

  it('logs how much of its samples’ probability is left, if it weighs them: all of it at first', async () => {
    const [{ diagnostics }, ...later] = metricsOf(await smallRunOf(method));
    if (!weighs(objectives[method])) return expect(diagnostics.logMass).toBeUndefined();
    expect(diagnostics.logMass).toBeCloseTo(0, 4);
    expect(diagnostics.logMassAge0).toBe(diagnostics.logMass);
    expect(Math.max(...later.map((step) => Math.abs(step.diagnostics.logMass)))).toBeGreaterThan(1e-4);
  });
});

it('warns of a policy that runs off, and of none that a proximal weight holds', async () => {
  const warned = async (proximalWeight: number) => {
    const hot = { learningRate: 0.02, gamma: 0.05, rounds: 3, stepsPerRound: 4, evaluationInterval: 12 };
    const events = await train({ ...smallRun('brain'), ...hot, proximalWeight });
    return events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  };
  expect(await warned(0)).toEqual([expect.stringMatching(/^The policy runs off:/)]);
  expect(await warned(1)).toEqual([]);
});

it('is the same run for the same seed, whatever the method asks of the models', async () => {
  for (const method of DEMANDING_METHODS) {
    const [once, again] = [await smallRunOf(method), await train(smallRun(method))].map(metricsOf);
    expect(again.map(({ loss }) => loss)).toEqual(once.map(({ loss }) => loss));
  }
});

it('PPO begins each round at the policy that drew its samples, and reports its own figures', async () => {
  const metrics = metricsOf(await train({ ...smallRun('ppo'), replayRounds: 1 }));
  // Ratios are 1 at a round's first step, up to float32 rounding between two paths through the model.
  for (const first of [metrics[0], metrics[2]]) {
    expect(first.diagnostics.approximateKl).toBeLessThan(1e-8);
    expect(first.diagnostics.clipFraction).toBe(0);
  }
  expect(metrics[1].diagnostics.approximateKl).toBeGreaterThan(1e-8);
  expect(metrics[0].diagnostics.valueLoss).toBeGreaterThan(0);
});

it('leaves no tensor behind, with tags and value heads neither', async () => {
  await train(smallRun('brain'), 'tfjs-wasm');
  const before = tf.memory().numTensors;
  const extending = METHOD_NAMES.filter((name) => objectives[name].extend);
  for (const method of extending) await train(smallRun(method), 'tfjs-wasm');
  // A finished session keeps its run's models: one per method here. A value head is two tensors more for each
  // of its three models.
  const ofRuns = tf.memory().numTensors - before;
  expect(ofRuns).toBeLessThanOrEqual(extending.length * (before + 6));
});
