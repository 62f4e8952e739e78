import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gpt2, llama } from '../../../scripts/lib/small_tokenizers.ts';
import type { ReplayGroup } from '../../objectives/group.ts';
import { tasks } from '../../tasks/index.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { makeOwnTask } from '../own_task.ts';
import { pairsOfGroups, trlPreferences } from './trl_preferences.ts';

const { sentiment } = tasks;
const { eos } = sentiment.tokenizer;
const [first, second] = sentiment.prompts('train');
const ids = (text: string) => [...sentiment.tokenizer.encode(text), eos];

/** A group with these rewards, whose answers are one word each. */
const groupOf = (prompt: typeof first, words: readonly string[], reward: readonly number[]) =>
  ({
    prompt,
    reward,
    completions: words.map((word) => ({ tokens: Int32Array.from(ids(word)), logProbs: new Float32Array(0) })),
  }) as unknown as ReplayGroup;

test('pairs of neighbours, the one with more reward chosen, without ties', () => {
  const groups = [
    groupOf(first, ['the', 'film', 'was', 'not', 'a'], [1, 2, 3, 3, 9]),
    groupOf(second, ['my', 'sister'], [0, -1]),
  ];
  const { text, pairs, leftOut } = trlPreferences(pairsOfGroups(groups), sentiment);
  expect(text).toBe(
    `${JSON.stringify({ prompt: first.text, chosen: ' film', rejected: ' the' })}\n` +
      `${JSON.stringify({ prompt: second.text, chosen: ' my', rejected: ' sister' })}\n`,
  );
  expect([pairs, leftOut]).toEqual([2, 0]);
});

test('pairs that are given stay as they are', () => {
  const group = { ...groupOf(first, ['the', 'film'], [0, 1]), pairs: [{ winner: 0, loser: 1 }] };
  expect(pairsOfGroups([group])).toEqual([{ prompt: first, chosen: ids('the'), rejected: ids('film') }]);
});

test('answers that were cut, are empty or the same are left out and counted', () => {
  const [a, b] = [ids('the film'), ids('my sister')];
  const pairs = [
    { prompt: first, chosen: a, rejected: b },
    { prompt: first, chosen: a.slice(0, -1), rejected: b },
    { prompt: first, chosen: a, rejected: [eos] },
    { prompt: first, chosen: a, rejected: [...a] },
  ];
  expect(trlPreferences(pairs, sentiment)).toMatchObject({ pairs: 1, leftOut: 3 });
});

test('a task without a prompt has an empty one', () => {
  const { strings } = tasks;
  const [prompt] = strings.prompts('train');
  const word = (text: string) => [...strings.tokenizer.encode(text), strings.tokenizer.eos];
  const pair = { prompt, chosen: word('a b c d'), rejected: word('d c b a') };
  expect(JSON.parse(trlPreferences([pair], strings).text)).toEqual({
    prompt: '',
    chosen: ' a b c d',
    rejected: ' d c b a',
  });
});

test.each<[string, Tokenizer, string, string[]]>([
  ['byte-level', gpt2, 'Human: hi\n\nAssistant:', [' Sure', '\n\nNo', ' 東京 é', 'the dog']],
  ['Llama', llama, 'ab c', [' ab', ' a b', ' bc.', ' é']],
])('%s: the text behind the prompt gives the same tokens again', (_, tokenizer, prompt, answers) => {
  const row = { row: { kind: 'prompt' as const, place: 1, prompt }, answers: [] };
  const task = makeOwnTask([{ ...row, prompt: [tokenizer.bos, ...tokenizer.encode(prompt)] }], tokenizer, 32);
  const tokens = (text: string) => [...tokenizer.encodeContinuation(text), tokenizer.eos];
  fc.assert(
    fc.property(fc.constantFrom(...answers), fc.constantFrom(...answers), (chosen, rejected) => {
      fc.pre(chosen !== rejected);
      const pair = { prompt: task.prompts('train')[0], chosen: tokens(chosen), rejected: tokens(rejected) };
      const line = JSON.parse(trlPreferences([pair], task).text);
      expect(line).toEqual({ prompt, chosen, rejected });
      expect(tokenizer.encode(line.prompt + line.chosen)).toEqual([
        ...tokenizer.encode(prompt),
        ...tokens(chosen).slice(0, -1),
      ]);
    }),
  );
});
