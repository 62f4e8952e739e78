import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResponseToRate } from './response_scorer.ts';
import { type RuleBatch, ruleScorer, timeLimitMs } from './rule_scorer.ts';

interface FakeRoom {
  readonly batches: RuleBatch[];
  say(word: unknown): void;
  ended: boolean;
}
let rooms: FakeRoom[] = [];
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  rooms = [];
});

/** @param onOpen,onBatch what the room does by itself */
function scorer(
  onOpen = (room: FakeRoom) => room.say({ type: 'ready' }),
  onBatch: (room: FakeRoom, id: number) => void = () => {},
) {
  return ruleScorer('() => 1', '', (_script, hear) => {
    const room: FakeRoom = { batches: [], say: hear, ended: false };
    rooms.push(room);
    queueMicrotask(() => onOpen(room));
    return {
      send(batch) {
        room.batches.push(batch);
        queueMicrotask(() => onBatch(room, batch.id));
      },
      end() {
        room.ended = true;
      },
    };
  });
}
const responses = (count: number): ResponseToRate[] =>
  Array.from({ length: count }, (_, i) => ({
    prompt: 'p',
    response: `r${i}`,
    meta: {},
    ended: true,
    tokens: 1,
  }));
/** Settled by the timers that have run so far. */
const settled = async (promise: Promise<unknown>) => {
  const state = { value: undefined as unknown, error: undefined as unknown };
  promise.then(
    (value) => {
      state.value = value;
    },
    (error) => {
      state.error = error.message;
    },
  );
  await vi.advanceTimersByTimeAsync(0);
  return state;
};

it('a batch has 250 ms for up to 256 responses, in proportion beyond', () => {
  expect([1, 256, 257, 512, 10_240].map(timeLimitMs)).toEqual([250, 250, 251, 500, 10_000]);
});

describe('time', () => {
  const begins = (index: number) => (room: FakeRoom, id: number) => room.say({ type: 'at', id, index });

  it('runs from the first response on, and its end ends the room and names the response', async () => {
    const state = await settled(scorer(undefined, begins(6)).score(responses(512)));
    await vi.advanceTimersByTimeAsync(499);
    expect(state.error).toBeUndefined();
    expect(rooms[0].ended).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    expect(state.error).toBe('the rule took longer than 500 ms for 512 responses: ended at response 7');
    expect(rooms[0].ended).toBe(true);
  });

  it('an answer that waits behind the timer counts', async () => {
    const state = await settled(scorer(undefined, begins(0)).score(responses(1)));
    // The timer has run; its second look comes after the messages that were waiting.
    vi.advanceTimersByTime(250);
    rooms[0].say({ type: 'scores', id: 1, scores: [4] });
    await vi.advanceTimersByTimeAsync(0);
    expect(state).toEqual({ value: [4], error: undefined });
  });

  it('a room that does not begin is replaced once', async () => {
    const tried = scorer(
      undefined,
      (room, id) => rooms.length === 2 && room.say({ type: 'scores', id, scores: [1] }),
    );
    const state = await settled(tried.score(responses(1)));
    await vi.advanceTimersByTimeAsync(3000);
    expect(state.value).toEqual([1]);
    expect(rooms.map(({ ended }) => ended)).toEqual([true, false]);
    const gone = await settled(scorer().score(responses(1)));
    await vi.advanceTimersByTimeAsync(6000);
    expect(gone.error).toBe('the rule’s frame no longer answers');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a room that does not open fails, and a later call opens another', async () => {
    const tried = scorer(
      (room) => rooms.length === 2 && room.say({ type: 'ready' }),
      (room, id) => room.say({ type: 'scores', id, scores: [3] }),
    );
    const state = await settled(tried.score(responses(1)));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.error).toMatch(/^the rule has not started within 10 s/);
    expect(await tried.score(responses(1))).toEqual([3]);
  });
});

describe('words that were not asked for', () => {
  it.each([
    ['an answer to another question', { type: 'scores', id: 2, scores: [9] }],
    ['an answer before its question', { type: 'scores', id: 0, scores: [9] }],
    ['a problem of another question', { type: 'problem', id: 7, problem: { message: 'x' } }],
    ['a response that is not there', { type: 'at', id: 1, index: 5 }],
    ['nothing', undefined],
    ['a number', 3],
    ['no word', { id: 1 }],
  ])('%s is not heard', async (_name, forged) => {
    const state = await settled(scorer(undefined, (room) => room.say(forged)).score(responses(1)));
    expect(state).toEqual({ value: undefined, error: undefined });
    rooms[0].say({ type: 'scores', id: 1, scores: [2] });
    await vi.advanceTimersByTimeAsync(0);
    expect(state.value).toEqual([2]);
  });

  it.each([
    ['too few', [1]],
    ['not finite', [1, Number.NaN]],
    ['texts', ['1', '2']],
    ['holes', Object.assign([1], { length: 2 })],
    ['no list', { length: 2, 0: 1, 1: 2 }],
  ])('rewards that are %s end the room', async (_name, scores) => {
    const state = await settled(
      scorer(undefined, (room, id) => room.say({ type: 'scores', id, scores })).score(responses(2)),
    );
    expect(state.error).toBe('the rule’s frame answered with something else than rewards');
    expect(rooms[0].ended).toBe(true);
  });

  it('a room that was left is not heard', async () => {
    const tried = scorer(
      undefined,
      (room, id) => room === rooms[0] && room.say({ type: 'at', id, index: 0 }),
    );
    const first = await settled(tried.score(responses(1)));
    await vi.advanceTimersByTimeAsync(251);
    expect(first.error).toBeDefined();
    const second = await settled(tried.score(responses(1)));
    rooms[0].say({ type: 'scores', id: 2, scores: [9] });
    rooms[1].say({ type: 'scores', id: 2, scores: [5] });
    await vi.advanceTimersByTimeAsync(0);
    expect(second.value).toEqual([5]);
  });
});

it('calls wait for each other', async () => {
  const tried = scorer();
  const [one, two] = await Promise.all([
    settled(tried.score(responses(1))),
    settled(tried.score(responses(2))),
  ]);
  expect(rooms[0].batches.map(({ id }) => id)).toEqual([1]);
  rooms[0].say({ type: 'scores', id: 1, scores: [1] });
  await vi.advanceTimersByTimeAsync(0);
  expect(rooms[0].batches.map(({ id }) => id)).toEqual([1, 2]);
  rooms[0].say({ type: 'scores', id: 2, scores: [1, 2] });
  await vi.advanceTimersByTimeAsync(0);
  expect([one.value, two.value]).toEqual([[1], [1, 2]]);
  expect(vi.getTimerCount()).toBe(0);
});

it('an error that belongs to no question ends the room and the question', async () => {
  const state = await settled(scorer().score(responses(1)));
  rooms[0].say({ type: 'problem', problem: { message: 'late' } });
  await vi.advanceTimersByTimeAsync(0);
  expect(state.error).toBe('late');
  expect(rooms[0].ended).toBe(true);
});
