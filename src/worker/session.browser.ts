// Tests the session on a real WebGPU device: it trains, survives a destroyed device, and reports an invalid shader.
import { afterAll, describe, expect, it } from 'vitest';
import { defaults, presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { readPrior } from '../formats/prior.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import { browserBackends } from './browser_backends.ts';

const sizes = {
  rounds: 2,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 2,
  groupsPerBatch: 2,
  evaluationInterval: 4,
  evaluationSamples: 16,
};
const small: RunConfig = { ...defaults.strings, ...sizes };

async function loadModel() {
  const file = async (name: string) => (await fetch(`/models/strings/${name}`)).arrayBuffer();
  return readPrior(
    new TextDecoder().decode(await file('config.json')),
    new Uint8Array(await file('model.safetensors')),
  );
}

function open() {
  const events: WorkerEvent[] = [];
  const session = new Session({
    emit: (event) => events.push(event),
    backends: browserBackends(),
    loadModel,
  });
  void session.serve();
  const until = (done: (event: WorkerEvent) => boolean) =>
    expect.poll(() => events.some(done), { timeout: 100_000, interval: 5 }).toBe(true);
  const status = (wanted: string) => until((event) => event.type === 'status' && event.status === wanted);
  return { events, send: (command: Command) => session.send(command), until, status };
}

let opened: GPUDevice;
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  opened = await requestDevice.call(this, descriptor);
  return opened;
};
/** The session's present device. */
const device = () => opened;
const steps = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.metrics] : []));

describe('session on WebGPU', () => {
  it('trains on the engine; a destroyed device is replaced three times, then the CPU resumes', async () => {
    const { events, send, until, status } = open();
    const count = (type: WorkerEvent['type']) => events.filter((event) => event.type === type).length;
    const last = () => events.findLast((event) => event.type === 'status');
    send({ type: 'load', config: small, runId: 1, backend: 'webgpu' });
    await status('ready');
    expect(count('preparing')).toBeGreaterThan(10);
    send({ type: 'advance', unit: 'step' });
    await until((event) => event.type === 'step');
    await expect.poll(last, { timeout: 60_000 }).toMatchObject({ status: 'paused' });
    for (let failure = 1; failure <= 4; failure++) {
      device().destroy();
      await expect.poll(() => count('backend'), { timeout: 60_000 }).toBe(failure + 1);
      await expect.poll(last, { timeout: 60_000 }).toMatchObject({ status: 'paused' });
    }
    expect(events.flatMap((event) => (event.type === 'backend' ? [event.backend.name] : []))).toEqual([
      'webgpu',
      'webgpu',
      'webgpu',
      'webgpu',
      'cpu',
    ]);
    expect(count('fault')).toBe(0);
    send({ type: 'play' });
    await status('finished');
    expect([...new Set(steps(events).map(({ step }) => step))].sort()).toEqual([1, 2, 3, 4]);
    expect(steps(events).every(({ loss, applied }) => applied && Number.isFinite(loss))).toBe(true);
  });

  // One session, and so one device, tries a method after another, as a visitor does.
  const { events, send, until, status } = open();
  const load = (config: RunConfig) => {
    events.length = 0;
    send({ type: 'load', config, runId: 1, backend: 'webgpu' });
  };
  afterAll(() => {
    device().destroy();
    GPUAdapter.prototype.requestDevice = requestDevice;
  });

  // Features of single methods: value head, control tokens, rejection, a gate with samples, pairs, mismatched pairs.
  it.each(['ppo', 'reward-conditioning', 'rso', 'gdc', 'dpo', 'kto'] as const)(
    'trains %s on the engine',
    async (method) => {
      load({ ...presetFor('strings', method), ...sizes, rsoCandidates: 8 });
      send({ type: 'play' });
      await status('finished');
      await until((event) => event.type === 'evaluation' && event.evaluation.step > 0);
      expect(steps(events).every(({ loss, applied }) => applied && Number.isFinite(loss))).toBe(true);
      expect(events.filter(({ type }) => type === 'fault' || type === 'notice')).toEqual([]);
    },
  );

  it('agrees with TensorFlow.js on the latest batch, and goes on where it stood', async () => {
    load(small);
    send({ type: 'advance', unit: 'step' });
    await until((event) => event.type === 'step');
    send({ type: 'check' });
    await until((event) => event.type === 'agreement');
    const agreement = events.flatMap((event) => (event.type === 'agreement' ? [event.agreement] : []))[0]!;
    expect(agreement).toMatchObject({ step: 1, rows: 8, tokens: 40 });
    expect(agreement.reference).toContain('TensorFlow.js · WASM');
    expect(agreement.logProbGap).toBeLessThan(1e-4);
    expect(agreement.gradientGap).toBeLessThan(1e-3);
    send({ type: 'play' });
    await status('finished');
    expect(steps(events).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  });

  it('stops loudly on a validation error instead of plotting what the buffer held', async () => {
    load(small);
    await status('ready');
    device().createShaderModule({ code: 'this is not WGSL' });
    // An idle page does not submit its GPU commands; the next work does.
    send({ type: 'play' });
    await status('failed');
    await until((event) => event.type === 'notice' && event.message.includes('reported an error'));
  });
});
