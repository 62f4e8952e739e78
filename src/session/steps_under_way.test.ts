// A policy that takes steps by itself, pretended on WASM: the page sees what it sees without, commands find no step under
// way, and what is saved belongs to one moment.
import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { readPrior } from '../formats/prior.ts';
import { evaluated } from '../math/formula.ts';
import type { LanguageModel, StepRule, TokenBatch } from '../model/language_model.ts';
import { rowLogProbs, tokenCoefficients } from '../model/rows.ts';
import type { ActiveBackend } from './backend.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const config: RunConfig = {
  ...defaults.strings,
  rounds: 2,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 5,
  groupsPerBatch: 2,
  evaluationInterval: 3,
  evaluationSamples: 16,
};

/** For flights time stands still, so that steps seem quick enough to be sent ahead on any machine. */
vi.mock('../training/flights.ts', async (original) => {
  const { Flights } = await original<typeof import('../training/flights.ts')>();
  return {
    Flights: class extends Flights {
      constructor() {
        super(() => 0);
      }
    },
  };
});

function coefficientsOf(rule: StepRule, batch: TokenBatch, logProbs: Float32Array): Float32Array {
  const logPolicy = rowLogProbs(batch, logProbs, rule.reduction);
  let row = 0;
  const all = rule.groups.flatMap(({ rows, figures }) => {
    const ofGroup = logPolicy.slice(row, row + rows);
    row += rows;
    const values = figures
      ? evaluated(rule.formula, { ...figures, logPolicy: ofGroup }, rows)
      : ofGroup.map(() => 0);
    return values.map((value) => value / rule.groups.length);
  });
  return tokenCoefficients(batch, all, rule.reduction);
}

/** WASM whose policy takes steps by itself, one after the other. */
async function pretended(parametersOnHost = true) {
  const wasm = await nodeBackends.activate('tfjs-wasm');
  const counts = { sent: 0, done: 0, most: 0, dones: [] as number[] };
  const withSteps = (model: LanguageModel): LanguageModel => {
    let last: Promise<unknown> = Promise.resolve();
    const stepBy: LanguageModel['stepBy'] = async (batch, rule, settings) => {
      counts.sent++;
      counts.most = Math.max(counts.most, counts.sent - counts.done);
      const take = async () => {
        const logProbs = await model.logProbs(batch);
        await model.backward(coefficientsOf(rule, batch, logProbs));
        const report = await model.step(settings);
        counts.done++;
        return { logProbs, report };
      };
      const done = last.then(take);
      last = done;
      return { done };
    };
    // What a device is asked for comes after what it was sent.
    const after =
      <Given extends unknown[], Result>(ask: (...given: Given) => Promise<Result>) =>
      async (...given: Given) => {
        await last;
        return ask.apply(model, given);
      };
    return Object.assign(Object.create(model), {
      stepBy,
      generate: after(model.generate),
      logProbs: after(model.logProbs),
      snapshot: after(model.snapshot),
      saveOptimiser: after(model.saveOptimiser),
    });
  };
  const backend: ActiveBackend = {
    ...wasm,
    parametersOnHost,
    createModel: async (shape, parameters, trainable, progress) => {
      const model = await wasm.createModel(shape, parameters, trainable, progress);
      return trainable ? withSteps(model) : model;
    },
  };
  return { backend, counts };
}

function open(backend: ActiveBackend, onEvent: (event: WorkerEvent) => void = () => {}) {
  const events: WorkerEvent[] = [];
  let settle = (_: 'finished' | 'paused') => {};
  const session = new Session({
    backends: {
      activate: async (name) => (name === 'cpu' ? nodeBackends.activate('cpu') : backend),
    },
    loadModel: async () =>
      readPrior(
        await readFile('public/models/strings/config.json', 'utf8'),
        await readFile('public/models/strings/model.safetensors'),
      ),
    emit(event) {
      events.push(event);
      onEvent(event);
      if (event.type === 'status' && (event.status === 'finished' || event.status === 'paused'))
        settle(event.status);
    },
  });
  void session.serve();
  return {
    events,
    send: (command: Command) => session.send(command),
    settled: () => new Promise<string>((resolve) => (settle = resolve)),
  };
}

/** The others come by the clock. */
const IN_ORDER: readonly string[] = ['status', 'step', 'evaluation', 'exact', 'kl-report', 'notice', 'fault'];

const stepsOf = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.metrics] : []));

async function wholeRun(backend: ActiveBackend, changed: Partial<RunConfig> = {}) {
  const { events, send, settled } = open(backend);
  send({ type: 'load', config: { ...config, ...changed }, runId: 1 });
  send({ type: 'play' });
  expect(await settled()).toBe('finished');
  return events;
}

it('tells the same events in the same order, with the same figures', async () => {
  const { backend, counts } = await pretended();
  const ahead = await wholeRun(backend);
  const plain = await wholeRun(await nodeBackends.activate('tfjs-wasm'));
  expect(counts.sent).toBe(10);
  expect(counts.most).toBe(3);
  const shape = (events: readonly WorkerEvent[]) =>
    events
      .filter(({ type }) => IN_ORDER.includes(type))
      .map((event) => (event.type === 'status' ? { ...event } : event.type));
  expect(shape(ahead)).toEqual(shape(plain));
  const figures = (events: readonly WorkerEvent[]) =>
    stepsOf(events).map(({ step, round, loss, essBeta, gradientNorm, diagnostics }) => ({
      step,
      round,
      loss,
      essBeta,
      gradientNorm,
      diagnostics,
    }));
  expect(figures(ahead)).toEqual(figures(plain));
});

it('pauses when every step that was sent is told', async () => {
  const { backend, counts } = await pretended();
  const { events, send, settled } = open(backend, (event) => {
    if (event.type === 'step' && event.metrics.step === 3) send({ type: 'pause' });
  });
  send({ type: 'load', config: { ...config, stepsPerRound: 50, evaluationInterval: 100 }, runId: 1 });
  send({ type: 'play' });
  expect(await settled()).toBe('paused');
  expect(stepsOf(events)).toHaveLength(counts.sent);
  expect(counts.sent).toBeGreaterThan(3);
  expect(counts.sent).toBeLessThan(10);
});

it('takes a single step when one is asked for', async () => {
  const { backend, counts } = await pretended();
  const { events, send } = open(backend);
  send({ type: 'load', config, runId: 1 });
  send({ type: 'advance', unit: 'step' });
  await vi.waitFor(() => expect(stepsOf(events)).toHaveLength(1), { timeout: 300_000 });
  send({ type: 'advance', unit: 'step' });
  await vi.waitFor(() => expect(stepsOf(events)).toHaveLength(2), { timeout: 300_000 });
  expect(counts.sent).toBe(2);
});

it('saves at the end of what was sent: a switch goes on from the step that was told last', async () => {
  const { backend, counts } = await pretended(false);
  const { events, send, settled } = open(backend, (event) => {
    if (event.type === 'step' && event.metrics.step === 2) send({ type: 'switch', backend: 'cpu' });
  });
  send({ type: 'load', config, runId: 1 });
  send({ type: 'play' });
  expect(await settled()).toBe('finished');
  expect(stepsOf(events).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(counts.sent).toBeLessThan(10);
});
