// A pause inside a unit of work. The real prior of `strings` is wrapped so that its calls are counted, and takes 8 rows a
// call. What counts is how many calls pass before a command takes effect, and that the results keep their bits.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import { readPrior } from '../formats/prior.ts';
import type { GenerateOptions, LanguageModel, TokenBatch } from '../model/language_model.ts';
import type { BackendProvider } from './backend.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { decodeState } from './run_state.ts';
import { Session } from './session.ts';

const ROWS_PER_CALL = 8;

const config: RunConfig = {
  ...defaults.strings,
  rounds: 1,
  promptsPerRound: 2,
  samplesPerPrompt: 8,
  stepsPerRound: 2,
  groupsPerBatch: 2,
  evaluationInterval: 1,
  evaluationSamples: 16,
};

const loadModel = async () =>
  readPrior(
    await readFile('public/models/strings/config.json', 'utf8'),
    await readFile('public/models/strings/model.safetensors'),
  );

interface Call {
  readonly what: 'generate' | 'logProbs' | 'divergence';
  readonly rows: number;
  /** Made by the policy, whose log-probs belong to a gradient step. */
  readonly trainable: boolean;
}

/** A session whose calls of models are noted; `onCall` hears of each as it begins. */
function open(onCall: (call: Call, send: (command: Command) => void) => unknown = () => {}) {
  const events: WorkerEvent[] = [];
  const calls: Call[] = [];
  const counted = (model: LanguageModel, trainable: boolean) => {
    const note = async (what: Call['what'], rows: number) => {
      const call = { what, rows, trainable };
      calls.push(call);
      await onCall(call, (command) => session.send(command));
    };
    Object.assign(model, { rowsPerCall: ROWS_PER_CALL });
    const { generate, logProbs, divergence } = model;
    model.generate = async (options: GenerateOptions) => {
      await note('generate', options.prompts.length * options.samplesPerPrompt);
      return generate.call(model, options);
    };
    model.logProbs = async (batch: TokenBatch) => {
      await note('logProbs', batch.rows);
      return logProbs.call(model, batch);
    };
    model.divergence = async (batch: TokenBatch, reference: LanguageModel) => {
      await note('divergence', batch.rows);
      return divergence.call(model, batch, reference);
    };
    return model;
  };
  const backends: BackendProvider = {
    async activate(name) {
      const active = await nodeBackends.activate(name);
      return {
        ...active,
        createModel: async (...of) => counted(await active.createModel(...of), of[2]),
      };
    },
  };
  const waiting: { type: string; resolve: () => void }[] = [];
  const session = new Session({
    backends,
    loadModel,
    freshDevices: 0,
    emit(event) {
      events.push(event);
      if (event.type !== 'status') return;
      for (const waiter of waiting.filter(({ type }) => type === event.status)) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.resolve();
      }
    },
  });
  void session.serve();
  const status = (type: string) => new Promise<void>((resolve) => waiting.push({ type, resolve }));
  return { events, calls, send: (command: Command) => session.send(command), status };
}

const turns = async () => {
  for (let turn = 0; turn < 50; turn++) await yieldToMessages();
};

const digest = ({ buffer }: Float32Array) =>
  createHash('sha256').update(new Uint8Array(buffer)).digest('hex');

/** What must keep its bits: losses, evaluations and parameters, without times. */
const results = (events: readonly WorkerEvent[]) =>
  events.flatMap((event): unknown[] => {
    if (event.type === 'step') return [event.metrics.loss];
    if (event.type === 'evaluation') return [{ ...event.evaluation, seconds: 0 }];
    return event.type === 'piece' && event.piece.evaluated && event.piece.state
      ? [digest(decodeState(event.piece.state).policy)]
      : [];
  });

async function played() {
  const session = open();
  const finished = session.status('finished');
  session.send({ type: 'load', config, runId: 1 });
  session.send({ type: 'play' });
  await finished;
  return session;
}

describe('a pause inside a unit', () => {
  it('takes effect before the next call of a model, and the run goes on with the same bits', async () => {
    const { events: expected, calls: all } = await played();
    expect(
      Math.max(
        ...all.filter(({ trainable, what }) => !trainable || what !== 'logProbs').map(({ rows }) => rows),
      ),
    ).toBe(ROWS_PER_CALL);
    // Every call of training but those of a gradient step, which is one piece.
    const first = all.findIndex(({ trainable }) => !trainable);
    const inUnits = all.flatMap(({ what, trainable }, at) =>
      at > first && (what !== 'logProbs' || !trainable) ? [at] : [],
    );
    expect(new Set(inUnits.map((at) => all[at].what)).size).toBe(3);
    for (const pausedAt of inUnits.filter((_, i) => i % 4 === 0)) {
      const session = open((_, send) => {
        if (session.calls.length === pausedAt + 1) send({ type: 'pause' });
      });
      const paused = session.status('paused');
      const finished = session.status('finished');
      session.send({ type: 'load', config, runId: 1 });
      session.send({ type: 'play' });
      await paused;
      await turns();
      expect(session.calls, `paused in call ${pausedAt}`).toHaveLength(pausedAt + 1);
      session.send({ type: 'play' });
      await finished;
      expect(results(session.events)).toEqual(results(expected));
      expect(session.calls).toEqual(all);
    }
  });

  it('says so at once, while the call is still under way', async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const session = open(({ what, trainable }, send) => {
      if (what !== 'generate' || trainable) return;
      send({ type: 'pause' });
      return held;
    });
    const paused = session.status('paused').then(() => 'paused');
    session.send({ type: 'load', config, runId: 1 });
    await session.status('ready');
    session.send({ type: 'play' });
    expect(await Promise.race([paused, turns().then(() => 'not yet')])).toBe('paused');
    goOn();
  });

  it('leaves room for other commands: a view, a stop', async () => {
    let asked = false;
    const session = open(({ what, trainable }, send) => {
      if (asked || what !== 'generate' || trainable) return;
      asked = true;
      send({ type: 'pause' });
      send({ type: 'view', promptIndex: 0, seed: 1 });
      send({ type: 'stop' });
    });
    const finished = session.status('finished');
    session.send({ type: 'load', config, runId: 1 });
    session.send({ type: 'play' });
    await finished;
    expect(session.events.map(({ type }) => type)).toContain('view');
    expect(session.events.filter(({ type }) => type === 'fault' || type === 'step')).toEqual([]);
  });
});

it('a newer load ends the first evaluation of an older one before the next call', async () => {
  let sent = false;
  const session = open((_, send) => {
    if (sent) return;
    sent = true;
    send({ type: 'load', config: { ...config, seed: 5 }, runId: 2 });
  });
  const ready = session.status('ready');
  session.send({ type: 'load', config, runId: 1 });
  await ready;
  const evaluated = session.events.flatMap((event) => (event.type === 'evaluation' ? [event.runId] : []));
  expect(evaluated).toEqual([2]);
  const { calls } = await played();
  const ofOneEvaluation = calls.findIndex(({ trainable }) => !trainable);
  expect(session.calls).toHaveLength(1 + ofOneEvaluation);
});
