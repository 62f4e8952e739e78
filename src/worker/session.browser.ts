// The session on a real WebGPU device: it trains, a destroyed device keeps the run, and an invalid shader is loud.
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { defaults, type RunConfig } from '../config/schema.ts';
import { readPrior } from '../formats/prior.ts';
import { browserBackends } from './browser_backends.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const small: RunConfig = {
  ...defaults.strings,
  rounds: 2,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 2,
  groupsPerBatch: 2,
  evaluationInterval: 4,
  evaluationSamples: 16,
};

async function loadPrior() {
  const file = async (name: string) => (await fetch(`/models/strings/${name}`)).arrayBuffer();
  return readPrior(
    new TextDecoder().decode(await file('config.json')),
    new Uint8Array(await file('model.safetensors')),
  );
}

function open() {
  const events: WorkerEvent[] = [];
  const session = new Session({ emit: (event) => events.push(event), backends: browserBackends, loadPrior });
  void session.serve();
  const until = (done: (event: WorkerEvent) => boolean) =>
    expect.poll(() => events.some(done), { timeout: 100_000, interval: 5 }).toBe(true);
  const status = (wanted: string) => until((event) => event.type === 'status' && event.status === wanted);
  return { events, send: (command: Command) => session.send(command), until, status };
}

const device = () => (tf.backend() as unknown as { device: GPUDevice }).device;
const steps = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.metrics] : []));

describe('session on WebGPU', () => {
  it('trains, and goes on with WASM from the same step when its device is destroyed', async () => {
    const { events, send, until, status } = open();
    send({ type: 'load', config: small, runId: 1, backend: 'webgpu' });
    send({ type: 'play' });
    await until((event) => event.type === 'step');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'backend', backend: expect.objectContaining({ name: 'webgpu' }) }),
    );
    device().destroy();
    await status('failed');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'fault', code: 'device-lost', canSwitchTo: 'wasm' }),
    );
    send({ type: 'switch', backend: 'wasm' });
    await status('finished');
    expect(steps(events).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(steps(events).every(({ loss, applied }) => applied && Number.isFinite(loss))).toBe(true);
  });

  it('stops loudly on a validation error instead of plotting what the buffer held', async () => {
    const { send, until, status } = open();
    send({ type: 'load', config: small, runId: 1, backend: 'webgpu' });
    await status('ready');
    device().createShaderModule({ code: 'this is not WGSL' });
    // An idle page does not send its GPU commands off; the next work does.
    send({ type: 'play' });
    await until((event) => event.type === 'fault' && event.code === 'gpu-error');
    await status('failed');
  });
});
