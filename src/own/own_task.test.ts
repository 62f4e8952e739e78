import { expect, it } from 'vitest';
import { words } from '../../scripts/lib/fixture_folder.ts';
import type { EncodedRow } from './data/fitting/encode.ts';
import { encodedPrompt } from './data/fitting/encode.ts';
import { splitOf } from './data/split.ts';
import { isSplit, makeOwnTask, withLongAnswers } from './own_task.ts';

const { eos, bos } = words;
const encoded = (text: string) => [...words.encode(text), eos];

const promptRow = (i: number): EncodedRow => ({
  row: { kind: 'prompt', place: i + 1, prompt: `w${i % 90} w${Math.floor(i / 90)}`, meta: { i } },
  prompt: encodedPrompt(`w${i % 90} w${Math.floor(i / 90)}`, words),
  answers: [],
});
const pairRow = (i: number, chosen: string): EncodedRow => ({
  row: { kind: 'preference', place: i + 1, prompt: `w${i}`, chosen, rejected: 'w2' },
  prompt: encodedPrompt(`w${i}`, words),
  answers: [encoded(chosen), encoded('w2')],
});

it('splits many prompts by their texts, and lets few serve for all', () => {
  const many = Array.from({ length: 400 }, (_, i) => promptRow(i));
  const task = makeOwnTask(many, words, 8);
  for (const split of ['train', 'validation', 'test'] as const) {
    const prompts = task.prompts(split);
    expect(prompts.length).toBeGreaterThan(0);
    for (const prompt of prompts) expect(splitOf(prompt.text)).toBe(split);
  }
  const ids = (['train', 'validation', 'test'] as const).flatMap((split) =>
    task.prompts(split).map(({ id }) => id),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(isSplit(many)).toBe(true);
  const few = many.slice(0, 5);
  expect(isSplit(few)).toBe(false);
  const small = makeOwnTask(few, words, 8);
  expect(small.prompts('test').map(({ text }) => text)).toEqual(
    small.prompts('train').map(({ text }) => text),
  );
  expect(() => makeOwnTask([], words, 8)).toThrow('no prompts');
});

it('keeps what the reward is told, the longest prompt, and no token before an empty prompt but BOS', () => {
  const empty: EncodedRow = { row: { kind: 'prompt', place: 9, prompt: '' }, prompt: [], answers: [] };
  const task = makeOwnTask([promptRow(3), empty], words, 8);
  const [first, second] = task.prompts('train');
  expect(task.metaOf(first)).toEqual({ i: 3 });
  expect(task.metaOf(second)).toEqual({});
  expect(second.tokens).toEqual([bos]);
  expect(task.maxPromptTokens).toBe(first.tokens.length);
});

it('takes answers of the data for gold and pairs, unless they are longer than a run’s', () => {
  const rows = [pairRow(1, 'w5 w6'), pairRow(2, 'w1 w2 w3 w4 w5 w6')];
  const task = makeOwnTask(rows, words, 4);
  expect(withLongAnswers(rows, 4)).toEqual([rows[1]]);
  expect(task.prompts('train').map(({ gold }) => gold)).toEqual([encoded('w5 w6'), []]);
  expect(task.preferences).toEqual([
    { prompt: task.prompts('train')[0], chosen: encoded('w5 w6'), rejected: encoded('w2') },
  ]);
  const answers = new Map([[task.prompts('test')[1].id, [7, eos]]]);
  expect(task.withAnswers(answers).prompts('test')[1].gold).toEqual([7, eos]);
  expect(makeOwnTask([promptRow(1)], words, 4).preferences).toBeUndefined();
});
