import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { yieldToMessages } from './yield_to_messages.ts';

it('lets a message in that was posted before, and goes on after it', async () => {
  const order: string[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => order.push('message');
  port2.postMessage(null);
  for (let turn = 0; turn < 3; turn++) await yieldToMessages();
  order.push('next');
  port1.close();
  expect(order).toEqual(['message', 'next']);
});

it('is not a timer, and many may wait at once', async () => {
  let timers = 0;
  const { setTimeout } = globalThis;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    timers++;
    return setTimeout(...args);
  }) as typeof setTimeout;
  try {
    await Promise.all(Array.from({ length: 100 }, yieldToMessages));
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  expect(timers).toBe(0);
});

it('lets timers in, however many turns follow each other', async () => {
  let ticked = false;
  setTimeout(() => {
    ticked = true;
  }, 1);
  const start = performance.now();
  let turns = 0;
  // A turn takes some time here, as a slice of work does.
  for (; !ticked && turns < 1000; turns++) {
    while (performance.now() - start < 2 * (turns + 1)) {}
    await yieldToMessages();
  }
  expect(turns).toBeLessThan(10);
});

it('keeps a process alive while someone waits, and no longer', () => {
  const file = new URL('./yield_to_messages.ts', import.meta.url).pathname;
  const script = `import(${JSON.stringify(file)}).then(async ({ yieldToMessages }) => {
    await yieldToMessages();
    console.log('went on');
  })`;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '-e', script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(output.trim()).toBe('went on');
});
