import { expect, it } from 'vitest';
import { DrawQueue, type Frames } from './draw_queue.ts';

/** A browser in which a drawing takes 10 ms, and nothing else takes time. */
function played() {
  let nowMs = 0;
  const tasks: { atMs: number; run: () => void }[] = [];
  const at = (atMs: number) => (run: () => void) => void tasks.push({ atMs, run });
  const frames: Frames = {
    now: () => nowMs,
    wait: (then, delayMs) => at(nowMs + delayMs)(then),
    next: (then) => at(nowMs)(then),
    painted: (then) => at(nowMs)(then),
  };
  const drawings: string[] = [];
  const queue = new DrawQueue(frames);
  const draw = (text: string) => () => {
    nowMs += 10;
    drawings.push(`${text} at ${nowMs}`);
  };
  const runUntil = (endMs: number) => {
    for (;;) {
      tasks.sort((a, b) => a.atMs - b.atMs);
      if (tasks.length === 0 || tasks[0].atMs > endMs) break;
      const { atMs, run } = tasks.shift()!;
      nowMs = Math.max(nowMs, atMs);
      run();
    }
    nowMs = Math.max(nowMs, endMs);
  };
  return { queue, draw, drawings, runUntil };
}

const [a, b] = [{ name: 'a' }, { name: 'b' }];

it('draws each chart the first time without waiting, then rests three times as long as a drawing takes', () => {
  const { queue, draw, drawings, runUntil } = played();
  queue.request(a, draw('a1'));
  queue.request(b, draw('b1'));
  runUntil(20);
  queue.request(a, draw('a2'));
  runUntil(1000);
  expect(drawings).toEqual(['a1 at 10', 'b1 at 20', 'a2 at 60']);
});

it('draws at most a quarter of the time, whatever is asked for, and the last state at the end', () => {
  const { queue, draw, drawings, runUntil } = played();
  for (let ms = 0; ms < 1000; ms += 5) {
    queue.request(a, draw(`a${ms}`));
    queue.request(b, draw(`b${ms}`));
    runUntil(ms);
  }
  const during = drawings.length;
  expect(during).toBeGreaterThan(20);
  expect(during).toBeLessThanOrEqual(26);
  runUntil(2000);
  expect(drawings.slice(during).map((text) => text.split(' ')[0])).toEqual(
    expect.arrayContaining(['a995', 'b995']),
  );
});

it('neither draws a cancelled chart nor stops at it', () => {
  const { queue, draw, drawings, runUntil } = played();
  queue.request(a, draw('a'));
  queue.cancel(a);
  runUntil(10);
  queue.request(b, draw('b'));
  runUntil(100);
  expect(drawings).toEqual(['b at 20']);
});
