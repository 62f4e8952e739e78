import { expect, it } from 'vitest';
import { InOrder } from './in_order.ts';

it('hands messages on in their order, those behind a slow one too', async () => {
  const inOrder = new InOrder();
  const seen: string[] = [];
  const say = (what: string) => () => void seen.push(what);
  inOrder.take(say('a'));
  expect(seen).toEqual(['a']); // at once
  let finish = () => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  inOrder.take(say('b'), () => slow);
  inOrder.take(say('c'));
  await Promise.resolve();
  expect(seen).toEqual(['a']);
  finish();
  await new Promise((resolve) => setTimeout(resolve));
  expect(seen).toEqual(['a', 'b', 'c']);
  inOrder.take(say('d'));
  expect(seen).toEqual(['a', 'b', 'c', 'd']);
});

it('goes on behind a message that failed', async () => {
  const inOrder = new InOrder();
  const seen: string[] = [];
  inOrder.take(
    () => void seen.push('a'),
    async () => Promise.reject(new Error('not there')),
  );
  inOrder.take(() => void seen.push('b'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(seen).toEqual(['b']);
  inOrder.take(() => void seen.push('c'));
  expect(seen).toEqual(['b', 'c']);
});
