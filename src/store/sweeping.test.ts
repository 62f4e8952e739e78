import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../experiments/run_outcome.ts';
import type { Execute } from '../experiments/run_queue.ts';
import { type Sweep, sweepRequests } from '../experiments/sweep/sweep.ts';
import { sweepQuery } from '../experiments/sweep/text.ts';
import { Sweeping } from './sweeping.ts';

const sweep: Sweep = {
  task: 'strings',
  overrides: { rounds: 1 },
  swept: [{ key: 'gamma', values: [0.5, 2] }],
  methods: ['brain'],
  seeds: [1, 2],
};
const other: Sweep = { ...sweep, seeds: [7] };

/** A page on a browser's storage; runs end when the test says so. */
async function visit(address: string, stored = new Map<string, RunOutcome>(), text: { kept?: string } = {}) {
  const runs: { finish(): void; fail(): void; stopped: boolean }[] = [];
  let begins = 0;
  const execute: Execute = ({ key, config }) => {
    const run = { finish() {}, fail() {}, stopped: false };
    runs.push(run);
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      const empty = {
        checkpoints: [],
        exact: [],
        klRounds: [],
        test: [],
        frontier: [{ gamma: 1, kl: 0, reward: 0 }],
      };
      run.finish = () => resolve({ key, config, ...empty } as unknown as RunOutcome);
      run.fail = () => reject(new Error('device lost'));
    });
    const stop = () => {
      run.stopped = true;
    };
    return { outcome, pause() {}, resume() {}, stop };
  };
  const sweeping = new Sweeping({
    execute,
    concurrency: 1,
    onBegin: () => begins++,
    memory: {
      read: () => text.kept,
      write(written) {
        text.kept = written;
        return true;
      },
    },
    store: {
      load: async (key) => stored.get(key),
      save: async (outcome) => void stored.set(outcome.key, outcome),
    },
  });
  await sweeping.open(address);
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  await settle();
  const state = () => sweeping.store.getState();
  return { sweeping, runs, stored, text, settle, state, begins: () => begins };
}

describe('the page’s sweep', () => {
  it('is that of the address, and computes nothing until it is asked to', async () => {
    const { state, runs } = await visit(sweepQuery(sweep));
    expect(state().sweep).toEqual(sweep);
    expect(runs).toHaveLength(0);
  });

  it('goes on after a reload where it stopped', async () => {
    const before = await visit('');
    await before.sweeping.play(sweep);
    before.runs[0].finish();
    await before.settle();
    expect(before.stored.size).toBe(1);

    const after = await visit('', before.stored, before.text);
    expect(after.state().sweep).toEqual(sweep);
    expect(after.state().outcomes.size).toBe(1);
    await after.sweeping.play(sweep);
    for (let at = 0; at < 3; at++) {
      after.runs[at].finish();
      await after.settle();
    }
    expect(after.runs).toHaveLength(3);
    expect([...after.state().outcomes.keys()].sort()).toEqual(
      sweepRequests(sweep)
        .map(({ key }) => key)
        .sort(),
    );
  });

  it('says what is wrong with the address, and shows no other in its place', async () => {
    const { state } = await visit('?sweep=gamma:-1', undefined, { kept: sweepQuery(sweep) });
    expect(state().problem).toBe('invalid gamma: -1 (expected 0.01..100)');
    expect(state().sweep).toBeUndefined();
    expect(state().earlier).toEqual([sweep]);
  });

  it('replaces another, whose runs end', async () => {
    const { sweeping, runs, settle, state, text, begins } = await visit('');
    await sweeping.play(sweep);
    await sweeping.play(other);
    await settle();
    expect(runs.map(({ stopped }) => stopped)).toEqual([true, false]);
    expect(state().earlier).toEqual([other, sweep]);
    expect(text.kept!.split('\n')).toEqual([sweepQuery(other), sweepQuery(sweep)]);
    expect(begins()).toBe(2);
  });

  it('tries again what failed', async () => {
    const { sweeping, runs, settle, state } = await visit('');
    await sweeping.play(other);
    runs[0].fail();
    await settle();
    runs[1].finish();
    await settle();
    expect(state().runs.map((run) => run.state)).toEqual(['failed', 'done']);
    await sweeping.play(other);
    await settle();
    expect(state().runs.map((run) => run.state)).toEqual(['running', 'done']);
  });

  it('survives any text that the browser kept', async () => {
    const { state } = await visit('', undefined, { kept: `garbage\n?sweep=gamma\n${sweepQuery(other)}\n` });
    expect(state().earlier).toEqual([other]);
    expect(state().sweep).toEqual(other);
  });
});
