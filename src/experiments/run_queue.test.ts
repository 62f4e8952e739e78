import { describe, expect, it, vi } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { type RunOutcome, type RunRequest, runRequest } from './run_outcome.ts';
import { type Execute, type OutcomeStore, RunQueue, type RunState } from './run_queue.ts';
import { scaleOf } from './scale.ts';
import { table1 } from './table1.ts';

const requests = [1, 2, 3, 4].map((seed) => runRequest({ ...defaults.strings, seed }, 8));
const outcomeOf = (request: RunRequest) =>
  ({ key: request.key, config: request.config, frontier: [] }) as unknown as RunOutcome;

/** Runs that end when they are told to. */
function stage(concurrency = 1, smallConcurrency?: number) {
  const kept = new Map<string, RunOutcome>();
  const store: OutcomeStore = {
    load: async (key) => kept.get(key),
    save: async (outcome) => void kept.set(outcome.key, outcome),
  };
  const calls: string[] = [];
  const under: { request: RunRequest; finish: () => void; fail: (why: string) => void }[] = [];
  const execute: Execute = (request, onProgress) => {
    calls.push(`start ${request.config.seed}`);
    onProgress({ step: 1, totalSteps: 4 });
    const outcome = new Promise<RunOutcome>((resolve, reject) => {
      under.push({
        request,
        finish: () => resolve(outcomeOf(request)),
        fail: (why) => reject(new Error(why)),
      });
    });
    const note = (what: string) => () => void calls.push(`${what} ${request.config.seed}`);
    return { outcome, pause: note('pause'), resume: note('resume'), stop: note('stop') };
  };
  let changes = 0;
  const queue = new RunQueue({ execute, store, concurrency, smallConcurrency, onChange: () => changes++ });
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  const states = (): RunState[] => queue.runs.map(({ state }) => state);
  return { queue, kept, calls, under, settle, states, changes: () => changes };
}

describe('the queue', () => {
  it('runs in order, so many at a time, and keeps every outcome', async () => {
    const { queue, kept, under, settle, states } = stage(2);
    await queue.add(requests);
    expect(states()).toEqual(['running', 'running', 'waiting', 'waiting']);
    expect(queue.runs[0].done).toBe(0.25);
    expect(queue.remainingSeconds).toBeUndefined();
    under[1].finish();
    await settle();
    expect(states()).toEqual(['running', 'done', 'running', 'waiting']);
    expect(queue.remainingSeconds).toBeGreaterThan(0);
    for (let i = 0; i < 4; i++) {
      under[i]?.finish();
      await settle();
    }
    under[3].finish();
    await queue.idle();
    expect(states()).toEqual(['done', 'done', 'done', 'done']);
    expect([...kept.keys()].sort()).toEqual(requests.map(({ key }) => key).sort());
  });

  it('reckons with as many runs at a time as there will be', async () => {
    let seconds = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => 1000 * seconds++);
    const remaining = async (task: 'markov' | 'strings', smallConcurrency: number) => {
      const { queue, under, settle } = stage(1, smallConcurrency);
      await queue.add([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => runRequest({ ...defaults[task], seed }, 8)));
      under[0].finish();
      await settle();
      return queue.remainingSeconds;
    };
    // The first run takes 1 s, or 4 where three others start before it ends; what runs is at a quarter.
    expect(await remaining('markov', 1)).toBeCloseTo(6.75, 10);
    expect(await remaining('markov', 4)).toBeCloseTo((4 * 6) / 4, 10);
    expect(await remaining('strings', 4)).toBeCloseTo(6.75, 10);
    clock.mockRestore();
  });

  it('does not repeat what is kept, nor what two experiments ask for', async () => {
    const { queue, kept, calls } = stage();
    kept.set(requests[0].key, outcomeOf(requests[0]));
    await queue.add([requests[0], requests[1], requests[1]]);
    expect(calls).toEqual(['start 2']);
    expect(queue.outcomes.has(requests[0].key)).toBe(true);
  });

  it('repeats a kept run only for a frontier that it lacks', async () => {
    const { queue, kept, calls } = stage();
    kept.set(requests[0].key, outcomeOf(requests[0]));
    await queue.add([{ ...requests[0], frontier: true }]);
    expect(calls).toEqual(['start 1']);
  });

  it('recalls what is kept without running the rest', async () => {
    const { queue, kept, calls, states } = stage();
    kept.set(requests[1].key, outcomeOf(requests[1]));
    await queue.recall(requests);
    expect(states()).toEqual(['done']);
    expect(calls).toEqual([]);
    await queue.add([{ ...requests[1], frontier: true }]);
    expect(calls).toEqual(['start 2']);
  });

  it('names a failed run and goes on; it can be tried again', async () => {
    const { queue, under, settle, states, calls } = stage();
    await queue.add(requests.slice(0, 2));
    under[0].fail('device lost');
    await settle();
    expect(queue.runs[0].problem).toBe('device lost');
    expect(states()).toEqual(['failed', 'running']);
    under[1].finish();
    await queue.idle();
    queue.retry(requests[0].key);
    expect(calls.at(-1)).toBe('start 1');
    under[2].finish();
    await queue.idle();
    expect(states()).toEqual(['done', 'done']);
    expect(queue.runs[0].problem).toBeUndefined();
  });

  it('pauses and resumes, and starts nothing while it is paused', async () => {
    const { queue, under, settle, states, calls } = stage();
    await queue.add(requests.slice(0, 2));
    queue.pause();
    under[0].finish();
    await settle();
    expect(states()).toEqual(['done', 'waiting']);
    queue.resume();
    expect(states()).toEqual(['done', 'running']);
    queue.pause();
    queue.resume();
    expect(calls).toEqual(['start 1', 'pause 1', 'start 2', 'pause 2', 'resume 2']);
  });

  it('cancels what is not done; what ends afterwards is not taken for done', async () => {
    const { queue, under, settle, states, calls } = stage();
    await queue.add(requests.slice(0, 2));
    queue.cancel();
    under[0].finish();
    await settle();
    expect(states()).toEqual(['cancelled', 'cancelled']);
    expect(calls).toContain('stop 1');
    await queue.add(requests.slice(0, 1));
    expect(states()).toEqual(['running', 'cancelled']);
  });

  it('starts a run once, however often it is asked for at the same time', async () => {
    const { queue, calls } = stage(4);
    await Promise.all([queue.add(requests.slice(0, 2)), queue.add(requests.slice(0, 2))]);
    expect(calls).toEqual(['start 1', 'start 2']);
  });

  it('drains: what is under way ends and is kept, and nothing else begins', async () => {
    const { queue, kept, under, calls, settle, states } = stage(2);
    await queue.add(requests);
    queue.drain();
    expect(states()).toEqual(['running', 'running', 'cancelled', 'cancelled']);
    under[0].finish();
    await settle();
    expect(queue.isIdle).toBe(false);
    under[1].finish();
    await queue.idle();
    expect(states()).toEqual(['done', 'done', 'cancelled', 'cancelled']);
    expect(calls).toEqual(['start 1', 'start 2']);
    expect(kept.size).toBe(2);
  });

  it('starts nothing that was cancelled while it was looked for', async () => {
    const { queue, calls, states } = stage();
    const added = queue.add(requests.slice(0, 2));
    queue.cancel();
    await added;
    expect(states()).toEqual(['cancelled', 'cancelled']);
    expect(calls).toEqual([]);
    await queue.add(requests.slice(0, 1));
    expect(calls).toEqual(['start 1']);
  });

  it('runs again what is done', async () => {
    const { queue, under, settle, calls } = stage();
    await queue.add(requests.slice(0, 1));
    under[0].finish();
    await settle();
    queue.repeat(requests.slice(0, 1));
    expect(calls).toEqual(['start 1', 'start 1']);
    expect(queue.outcomes.size).toBe(0);
  });
});

describe('the key of a run', () => {
  it('is the same for the same settings, whatever their order, and another for others', () => {
    const { task, ...rest } = defaults.strings;
    expect(runRequest({ ...rest, task }, 8).key).toBe(runRequest(defaults.strings, 8).key);
    expect(runRequest({ ...defaults.strings, gamma: 0.5 }, 8).key).not.toBe(
      runRequest(defaults.strings, 8).key,
    );
    expect(runRequest(defaults.strings, 9).key).not.toBe(runRequest(defaults.strings, 8).key);
  });

  it('stays what it was for the runs that people keep; another revision makes others', () => {
    const keys = table1.requests(scaleOf('full', 1)).filter(({ config }) => config.method === 'brain');
    expect(keys.map(({ key }) => key)).toEqual([
      'markov-brain-1-69711b0e3e322924',
      'tldr-brain-1-4e89bfffb8cae511',
      'sentiment-brain-1-968b5c57da977c99',
      'dialog-brain-1-eb8dee9d5fe7d2db',
    ]);
  });

  it('holds what adapters are made of only where there are some', () => {
    const key = (lora: Partial<RunConfig>) => runRequest({ ...defaults.tldr, ...lora }, 8).key;
    const { loraRank: _, loraAlpha: __, loraTargets: ___, ...before } = defaults.tldr;
    expect(key({})).toBe(runRequest(before as RunConfig, 8).key);
    const others = [{}, { loraRank: 8 }, { loraRank: 8, loraAlpha: 32 }];
    expect(new Set(others.map(key)).size).toBe(others.length);
  });
});
