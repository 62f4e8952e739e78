import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { Execute, RunProgress } from '../experiments/run_queue.ts';
import { Reproduction } from './reproduction.ts';

function stage(stored = new Map<string, RunOutcome>(), remembered?: string, keeps = true) {
  const finishers: (() => void)[] = [];
  const breakers: (() => void)[] = [];
  const reporters: ((progress: RunProgress) => void)[] = [];
  const execute: Execute = ({ key, config }, onProgress) => {
    reporters.push(onProgress);
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      breakers.push(() => reject(new Error('device lost')));
      finishers.push(() =>
        resolve({
          key,
          config,
          frontier: [],
          checkpoints: [],
          exact: [],
          klRounds: [],
          test: [],
        } as unknown as RunOutcome),
      );
    });
    return { outcome, pause() {}, resume() {}, stop() {} };
  };
  const memory = {
    text: remembered,
    read: () => memory.text,
    write: (text: string) => {
      if (keeps) memory.text = text;
      return keeps;
    },
  };
  const reproduction = new Reproduction({
    execute,
    concurrency: 1,
    memory,
    store: {
      load: async (key) => stored.get(key),
      save: async (outcome) => void stored.set(outcome.key, outcome),
    },
  });
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  const states = () => reproduction.store.getState().runs.map(({ state }) => state);
  return { reproduction, finishers, breakers, reporters, memory, stored, settle, states };
}

const smokeScale = { size: 'smoke', seeds: 1, race: [], budget: 'samples' } as const;

describe('the page’s experiments', () => {
  it('plays what is asked for, and remembers it', async () => {
    const { reproduction, memory, settle, states } = stage();
    await reproduction.choose(smokeScale);
    await reproduction.play(['kl-estimators']);
    await settle();
    expect(states()).toEqual(['running']);
    expect(JSON.parse(memory.text!)).toEqual({ ids: ['kl-estimators'], ...smokeScale });
  });

  it('asks for more seeds until nothing is undecided, and for a fixed number where that is chosen', async () => {
    const { reproduction, finishers, memory, settle, states } = stage();
    await reproduction.choose({ ...smokeScale, seeds: 'sequential' });
    await reproduction.play(['kl-estimators']);
    await settle();
    expect(states()).toHaveLength(5);
    expect(JSON.parse(memory.text!).seeds).toBe('sequential');
    const finish = async (count: number) => {
      for (let i = 0; i < count; i++) {
        finishers.shift()!();
        await settle();
      }
      await settle();
    };
    // These outcomes have no rounds, so that the experiment's ordering waits on.
    await finish(4);
    expect(states()).toHaveLength(5);
    await finish(1);
    expect(states()).toHaveLength(8);
    await finish(15);
    expect(states()).toEqual(Array.from({ length: 20 }, () => 'done'));
    await reproduction.choose({ ...smokeScale, seeds: 2 });
    await reproduction.play(['kl-estimators']);
    expect(reproduction.store.getState().scale.looks).toBeUndefined();
  });

  it('asks for more seeds too where the last run of a look fails', async () => {
    const { reproduction, finishers, breakers, settle, states } = stage();
    await reproduction.choose({ ...smokeScale, seeds: 'sequential' });
    // Best-of-n has runs of its own; the ordering of KL estimators is undecided once its five are done.
    await reproduction.play(['kl-estimators', 'best-of-n']);
    await settle();
    const first = states().length;
    for (let i = 0; i < first - 1; i++) {
      finishers[i]();
      await settle();
    }
    expect(states()).toHaveLength(first);
    breakers[first - 1]();
    await settle();
    await settle();
    expect(states().filter((state) => state === 'failed')).toHaveLength(1);
    expect(states().length).toBeGreaterThan(first);
  });

  it('resumes after a reload: finished runs stay, waiting runs are paused until resumed', async () => {
    const first = stage();
    await first.reproduction.choose({ ...smokeScale, seeds: 2 });
    await first.reproduction.play(['kl-estimators']);
    first.finishers[0]();
    await first.settle();
    const second = stage(first.stored, first.memory.text);
    await second.reproduction.restore();
    await second.settle();
    expect(second.states()).toEqual(['done', 'waiting']);
    expect(second.reproduction.store.getState().paused).toBe(true);
    second.reproduction.resume();
    await second.settle();
    expect(second.states()).toEqual(['done', 'running']);
  });

  it('does not stop what the visitor begins before it is back', async () => {
    const memory = JSON.stringify({ ids: ['table2'], size: 'smoke', seeds: 1, race: [], budget: 'samples' });
    const { reproduction, settle, states } = stage(new Map(), memory);
    const restored = reproduction.restore();
    await reproduction.play(['kl-estimators']);
    await restored;
    await settle();
    expect(states()).toEqual(['running']);
    expect(reproduction.store.getState().paused).toBe(false);
  });

  it('takes a memory that it cannot read for none', async () => {
    const { reproduction, settle, states } = stage(new Map(), '{"ids":["table9"],"size":"smoke"}');
    await reproduction.restore();
    await settle();
    expect(states()).toEqual([]);
    expect(reproduction.store.getState().paused).toBe(false);
  });

  it('shows the evaluations of a running run, and later its outcome in their place', async () => {
    const { reproduction, finishers, reporters, settle } = stage();
    await reproduction.choose(smokeScale);
    await reproduction.play(['kl-estimators']);
    await settle();
    expect(reproduction.store.getState().live.size).toBe(0);
    const checkpoint = { step: 0 } as unknown as RunOutcome['checkpoints'][number];
    for (const step of [0, 5]) reporters[0]({ step, totalSteps: 10, checkpoint: { ...checkpoint, step } });
    await settle();
    const [begun] = reproduction.store.getState().live.values();
    expect(begun.checkpoints.map(({ step }) => step)).toEqual([0, 5]);
    expect(reproduction.store.getState().outcomes.size).toBe(0);
    finishers[0]();
    await settle();
    expect(reproduction.store.getState().live).toEqual(reproduction.store.getState().outcomes);
    expect(reproduction.store.getState().outcomes.size).toBe(1);
  });

  it('gives the page another map only when an outcome comes', async () => {
    const { reproduction, finishers, settle } = stage();
    await reproduction.choose(smokeScale);
    await reproduction.play(['kl-estimators']);
    await settle();
    const before = reproduction.store.getState().outcomes;
    reproduction.pause();
    await settle();
    expect(reproduction.store.getState().outcomes).toBe(before);
    finishers[0]();
    await settle();
    expect(reproduction.store.getState().outcomes.size).toBe(1);
  });

  it('repeats an experiment', async () => {
    const { reproduction, finishers, settle, states } = stage();
    await reproduction.choose(smokeScale);
    await reproduction.play(['kl-estimators']);
    finishers[0]();
    await settle();
    expect(states()).toEqual(['done']);
    await reproduction.repeat('kl-estimators');
    await settle();
    expect(states()).toEqual(['running']);
    reproduction.cancel();
    await settle();
    expect(states()).toEqual(['cancelled']);
  });

  it('plays where the browser stores nothing, and says what that means, once', async () => {
    const { reproduction, settle, states } = stage(new Map(), undefined, false);
    await reproduction.choose(smokeScale);
    await reproduction.play(['kl-estimators']);
    await reproduction.play(['kl-estimators']);
    await settle();
    expect(states()).toEqual(['running']);
    expect(reproduction.store.getState().troubles).toEqual([expect.stringContaining('empty queue')]);
  });

  it('starts with an empty queue where the last visit’s cannot be read', async () => {
    for (const text of ['{"ids":', '[]', '{"ids":["table1"],"size":"vast"}']) {
      const { reproduction, settle, states } = stage(new Map(), text);
      await reproduction.restore();
      await settle();
      expect(states()).toEqual([]);
      expect(reproduction.store.getState().troubles).toEqual([expect.stringContaining('cannot be read')]);
      await reproduction.choose(smokeScale);
      await reproduction.play(['kl-estimators']);
      await settle();
      expect(states()).toEqual(['running']);
    }
  });
});
