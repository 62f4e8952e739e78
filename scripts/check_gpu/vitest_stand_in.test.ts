import { expect, it } from 'vitest';
import * as standIn from './vitest_stand_in.ts';

const file = (calls: string[]) => async () => {
  standIn.beforeEach(() => void calls.push('before'));
  standIn.afterEach(async () => void calls.push('after'));
  standIn.describe.each([{ name: 'a', n: 1 }])('suite $name', ({ n }: { n: number }) => {
    standIn.it('right', async () => standIn.expect([n, 2]).toEqual(standIn.expect.arrayContaining([1])));
    standIn.it('wrong', () => standIn.expect([n]).toEqual([2]));
    standIn.it.each([
      [1, 2],
      [3, 4],
    ])('%s and %s', (x: number, y: number) => void calls.push(`${x} ${y}`));
  });
  standIn.describe.skipIf(true)('not here', () => standIn.it('skipped', () => {}));
};

it('collects checks by suite and name, with hooks around each, and lets a failure through', async () => {
  const calls: string[] = [];
  const checks = await standIn.collected(file(calls));
  expect(checks.map(({ suite, name, skipped }) => [...suite, name, skipped])).toEqual([
    ['suite a', 'right', false],
    ['suite a', 'wrong', false],
    ['suite a', '1 and 2', false],
    ['suite a', '3 and 4', false],
    ['not here', 'skipped', true],
  ]);
  const [right, wrong, first] = checks;
  await right.run();
  await expect(wrong.run()).rejects.toThrow('expected [ 1 ] to deeply equal [ 2 ]');
  await first.run();
  expect(calls).toEqual(['before', 'after', 'before', 'before', '1 2', 'after']);
});

it('forgets one file when it collects the next', async () => {
  await standIn.collected(file([]));
  const checks = await standIn.collected(async () => standIn.it('alone', () => {}));
  expect(checks.map(({ suite, name }) => [...suite, name])).toEqual([['alone']]);
});

it('awaits what rejects, and knows when nothing does', async () => {
  const [check] = await standIn.collected(async () =>
    standIn.it('rejects', async () => {
      await standIn.expect(Promise.resolve(1)).rejects.toThrow('x');
    }),
  );
  await expect(check.run()).rejects.toThrow(/resolved/);
});
