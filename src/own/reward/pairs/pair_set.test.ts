import { expect, it } from 'vitest';
import { words } from '../../../../scripts/lib/fixture_folder.ts';
import type { DataRow } from '../../data/row.ts';
import { pairSet } from './pair_set.ts';

const pair = (place: number, prompt: string, chosen: string, rejected: string): DataRow => ({
  kind: 'preference',
  place,
  prompt,
  chosen,
  rejected,
});
const ids = (...texts: string[]) => texts.flatMap((text) => words.encode(text));

it('a prompt’s pairs stay on one side, and every fifth of few prompts is held out', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => pair(i + 1, `w${i % 10}`, `w20 w${i}`, `w30 w${i}`));
  const { train, heldOut, notes } = await pairSet(rows, 'line', words, 32);
  expect([train.length, heldOut.length]).toEqual([16, 4]);
  const promptOf = ({ chosen }: { readonly chosen: readonly number[] }) => chosen[words.promptStart.length];
  expect(new Set(heldOut.map(promptOf))).toEqual(new Set(ids('w4', 'w9')));
  expect(train.map(promptOf).filter((id) => ids('w4', 'w9').includes(id))).toEqual([]);
  expect(train[0]).toEqual({
    chosen: [...words.promptStart, ...ids('w0', 'w20', 'w0'), words.eos],
    rejected: [...words.promptStart, ...ids('w0', 'w30', 'w0'), words.eos],
  });
  expect(notes).toEqual(['20 of 20 lines fit 32 tokens.']);
});

it('says what is left out', async () => {
  const rows = [
    ...Array.from({ length: 5 }, (_, i) => pair(i + 1, `w${i}`, 'w20', 'w30')),
    pair(6, 'w6', 'w1', 'w1'),
    pair(7, 'w7', 'w1 '.repeat(40).trim(), 'w2'),
  ];
  const { notes } = await pairSet(rows, 'line', words, 32);
  expect(notes).toEqual([
    '6 of 7 lines fit 32 tokens; 1: left out as too long (line 7).',
    '1 have two equal answers, and are left out.',
  ]);
});

it('data that teach nothing are refused in words', async () => {
  await expect(pairSet([{ kind: 'prompt', place: 1, prompt: 'w1' }], 'line', words, 32)).rejects.toThrow(
    'no pairs in the data (expected rows with chosen and rejected answers)',
  );
  const one = [1, 2, 3].map((place) => pair(place, 'w1', `w${place}`, 'w30'));
  await expect(pairSet(one, 'line', words, 32)).rejects.toThrow(
    'pairs on 1 prompts that fit (expected at least 5, so that one can be held out)',
  );
});
