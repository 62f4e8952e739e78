// Tests the session on the real prior of `strings` (tfjs on WASM in Node): every command at every moment, and failures.
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { readPrior } from '../formats/prior.ts';
import type { BackendFailure, BackendProvider } from './backend.ts';
import { type RunPiece, resumptionAfter } from './journal/run_piece.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { decodeState, encodeState } from './run_state.ts';
import { Session } from './session.ts';

const small: RunConfig = {
  ...defaults.strings,
  rounds: 2,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 3,
  groupsPerBatch: 2,
  evaluationInterval: 3,
  evaluationSamples: 16,
};

const loadModel = async () =>
  readPrior(
    await readFile('public/models/strings/config.json', 'utf8'),
    await readFile('public/models/strings/model.safetensors'),
  );

function open(backends: BackendProvider = nodeBackends) {
  const events: WorkerEvent[] = [];
  const waiting: { done: (event: WorkerEvent) => boolean; resolve: (event: WorkerEvent) => void }[] = [];
  const session = new Session({
    backends,
    loadModel,
    freshDevices: 0,
    emit(event) {
      events.push(event);
      for (const waiter of waiting.filter(({ done }) => done(event))) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.resolve(event);
      }
    },
  });
  void session.serve();
  const until = (done: (event: WorkerEvent) => boolean) =>
    new Promise<WorkerEvent>((resolve) => waiting.push({ done, resolve }));
  const status = (wanted: string) => until((event) => event.type === 'status' && event.status === wanted);
  return { events, send: (command: Command) => session.send(command), until, status };
}

const evaluationsOf = (events: readonly WorkerEvent[]) =>
  events.filter(({ type }) => type === 'evaluation').length;

const steps = (events: readonly WorkerEvent[]) =>
  events.filter((event) => event.type === 'step').map((event) => event.metrics);

describe('session', () => {
  it('loads, plays to the end and evaluates the prior, every interval and the end', async () => {
    const { events, send, status } = open();
    send({ type: 'load', config: small, runId: 7 });
    send({ type: 'play' });
    await status('finished');
    expect(steps(events).map(({ step, round }) => [step, round])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
      [6, 2],
    ]);
    const evaluations = events.filter((event) => event.type === 'evaluation');
    expect(evaluations.map(({ runId, evaluation }) => [runId, evaluation.step])).toEqual([
      [7, 0],
      [7, 1],
      [7, 2],
      [7, 3],
      [7, 6],
    ]);
    expect(evaluations[0].evaluation.kl.mean).toBeCloseTo(0, 5);
    expect(evaluations[2].evaluation.kl.mean).toBeGreaterThan(0);
    expect(events.some((event) => event.type === 'fault' || event.type === 'notice')).toBe(false);
  });

  it('goes back to the run before a reset, and on as if there had been none', async () => {
    const whole = open();
    whole.send({ type: 'load', config: small, runId: 1 });
    whole.send({ type: 'play' });
    await whole.status('finished');
    const { events, send, status, until } = open();
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'play' });
    await until((event) => event.type === 'step' && event.metrics.step === 2);
    send({ type: 'load', config: { ...small, seed: 2 }, runId: 2 });
    send({ type: 'load', config: { ...small, seed: 3 }, runId: 3 });
    await status('ready');
    send({ type: 'undo' });
    await until((event) => event.type === 'run-resumed' && event.runId === 1);
    send({ type: 'play' });
    await status('finished');
    expect(steps(events).map(({ loss }) => loss)).toEqual(steps(whole.events).map(({ loss }) => loss));
  });

  it('tells how long the prior took, and how far each later evaluation is', async () => {
    const { events, send, status } = open();
    send({ type: 'load', config: { ...small, evaluationSamples: 300 }, runId: 1 });
    await status('ready');
    expect(events.filter(({ type }) => type === 'pace')).toHaveLength(1);
    send({ type: 'play' });
    await status('finished');
    const played = events.slice(events.findIndex(({ type }) => type === 'pace'));
    const shares = played.flatMap((event) => (event.type === 'evaluating' ? [event.share] : []));
    expect(shares.length).toBeGreaterThan(3);
    expect(Math.max(...shares)).toBe(1);
    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(shares.filter((share) => share === 1)).toHaveLength(evaluationsOf(events) - 1);
  });

  it('tells which run an undo would go back to, and the size of the one it went back to', async () => {
    const { events, send, status } = open();
    const told = () => events.flatMap((event) => (event.type === 'run-before' ? [event.runId] : []));
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'load', config: { ...small, seed: 2 }, runId: 2 });
    await status('ready');
    expect(told()).toEqual([]); // run 1 had not trained
    send({ type: 'play' });
    await status('finished');
    send({ type: 'load', config: { ...small, seed: 3 }, runId: 3 });
    await status('ready');
    expect(told()).toEqual([2]);
    const before = events.length;
    send({ type: 'undo' });
    await status('finished');
    expect(told()).toEqual([2, undefined]);
    expect(events.slice(before).find(({ type }) => type === 'loaded')).toMatchObject({ runId: 2 });
  });

  it('has nothing to go back to once the new run trains', async () => {
    const { events, send, status, until } = open();
    for (const runId of [1, 2]) {
      send({ type: 'load', config: small, runId });
      send({ type: 'play' });
      await status('finished');
    }
    send({ type: 'undo' });
    await until((event) => event.type === 'notice');
    expect(events.some(({ type }) => type === 'run-resumed')).toBe(false);
  });

  it('gives the same run for the same seed, another for another', async () => {
    const losses = async (seed: number) => {
      const { events, send, status } = open();
      send({ type: 'load', config: { ...small, seed }, runId: 1 });
      send({ type: 'play' });
      await status('finished');
      return steps(events).map(({ loss }) => loss);
    };
    const once = await losses(1);
    expect(await losses(1)).toEqual(once);
    expect(await losses(2)).not.toEqual(once);
  });

  it('advances by one step or one phase, then waits', async () => {
    const { events, send, status, until } = open();
    send({ type: 'load', config: small, runId: 1 });
    await status('ready');
    send({ type: 'advance', unit: 'phase' });
    await until((event) => event.type === 'status' && event.phase === 'score');
    send({ type: 'advance', unit: 'step' });
    await until((event) => event.type === 'step');
    send({ type: 'view', promptIndex: 0, seed: 3 });
    await until((event) => event.type === 'view');
    expect(steps(events)).toHaveLength(1);
    send({ type: 'play' });
    send({ type: 'pause' });
    await status('paused');
    send({ type: 'stop' });
    await status('finished');
    expect(events.some((event) => event.type === 'fault')).toBe(false);
  });

  it('starts over in the middle of a run without a false error, and keeps the tensors of one run alone', async () => {
    const { events, send, status, until } = open();
    send({ type: 'load', config: small, runId: 1, backend: 'tfjs-wasm' });
    send({ type: 'play' });
    await until((event) => event.type === 'step');
    const ofOne = tf.memory().numTensors;
    for (let runId = 2; runId < 5; runId++) {
      const ready = status('ready');
      send({ type: 'load', config: small, runId, backend: 'tfjs-wasm' });
      await ready;
      expect(tf.memory().numTensors).toBeLessThanOrEqual(2 * ofOne); // with the one that an undo goes back to
    }
    send({ type: 'advance', unit: 'step' });
    await until((event) => event.type === 'step' && event.runId === 4);
    expect(tf.memory().numTensors).toBeLessThanOrEqual(ofOne);
    expect(events.some((event) => event.type === 'fault')).toBe(false);
  });

  it('keeps the run when the device is lost, and resumes on another backend from the same step', async () => {
    let fail: (failure: BackendFailure) => void = () => {};
    const failing: BackendProvider = {
      async activate(name) {
        const active = await nodeBackends.activate(name ?? 'cpu');
        const failed = new Promise<BackendFailure>((resolve) => {
          fail = resolve;
        });
        return name ? active : { ...active, info: { name: 'webgpu', label: 'WebGPU · test' }, failed };
      },
    };
    const { events, send, status, until } = open(failing);
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'play' });
    await until((event) => event.type === 'step' && event.metrics.step === 2);
    const failedStatus = status('failed');
    fail({ code: 'device-lost', message: 'The graphics device was lost.' });
    await failedStatus;
    const fault = events.find((event) => event.type === 'fault');
    expect(fault).toMatchObject({ code: 'device-lost', canSwitchTo: 'cpu' });
    const reached = steps(events).length;
    const finished = status('finished');
    send({ type: 'switch', backend: 'cpu' });
    await finished;
    expect(steps(events).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(reached).toBeLessThan(6);
  });

  it('keeps each step that is taken by hand, without another command', async () => {
    const { events, send, until } = open();
    const ready = until((event) => event.type === 'status' && event.status === 'ready');
    send({ type: 'load', config: small, runId: 1 });
    await ready;
    for (const step of [1, 2]) {
      const kept = until((event) => event.type === 'piece' && event.piece.step === step);
      send({ type: 'advance', unit: 'step' });
      await kept;
      expect(steps(events).map((taken) => taken.step)).toHaveLength(step);
    }
  });

  it('skips steps that are not finite, pauses after three and explains; the policy is untouched', async () => {
    const { events, send, until, status } = open();
    send({ type: 'load', config: small, runId: 1 });
    send({ type: 'play' });
    const { piece } = (await until((event) => event.type === 'piece' && event.piece.step === 3)) as {
      piece: RunPiece;
    };
    const before = resumptionAfter(undefined, piece)!;
    const state = decodeState(before.state);
    const notFinite = encodeState({ ...state, policy: state.policy.map(() => Number.NaN) });
    const loaded = status('paused');
    send({ type: 'load', config: small, runId: 2, resumption: { ...before, state: notFinite } });
    await loaded;
    const paused = status('paused');
    send({ type: 'play' });
    await paused;
    const fault = events.find((event) => event.type === 'fault');
    expect(fault).toMatchObject({ code: 'not-finite' });
    const skipped = steps(events).filter(({ applied }) => !applied);
    expect(skipped).toHaveLength(3);
    expect(skipped[2].skippedSteps).toBe(3);
  });

  it('says what went wrong when a prior cannot be loaded', async () => {
    const events: WorkerEvent[] = [];
    const session = new Session({
      emit: (event) => events.push(event),
      backends: nodeBackends,
      loadModel: () => Promise.reject(new Error('Could not load /models: HTTP 404.')),
    });
    void session.serve();
    session.send({ type: 'load', config: small, runId: 1 });
    await expect
      .poll(() => events.find((event) => event.type === 'fault'))
      .toMatchObject({ code: 'load-failed', message: 'Could not load /models: HTTP 404.' });
  });
});
