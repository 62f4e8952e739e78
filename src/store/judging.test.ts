import { expect, it } from 'vitest';
import { parsePreferences } from '../formats/preferences.ts';
import { Stream } from '../random/stream.ts';
import { judgedAnswer } from '../reward/taste/pairs.ts';
import { tasks } from '../tasks/index.ts';
import { Judging, linesOf, MOST_CLICKS } from './judging.ts';

const task = tasks.tldr;
const stream = Stream.fromSeed(1);
const pairs = task
  .prompts('train')
  .slice(0, 12)
  .map((prompt) => {
    const write = () => judgedAnswer(task, prompt, task.alternative(prompt, stream));
    return { promptText: prompt.text, a: write(), b: write() };
  })
  .filter(({ a, b }) => a.text !== b.text);

function memory(text?: string) {
  const kept = { text };
  return {
    kept,
    read: () => kept.text,
    write: (written: string) => {
      kept.text = written;
      return true;
    },
  };
}

it('keeps every click, skip and switch for the next visit', () => {
  const kept = memory();
  const judging = new Judging(kept);
  judging.pick(pairs[0], 'A');
  judging.skip();
  judging.pick(pairs[2], 'tie');
  judging.flip(true);
  judging.nextBatch();
  judging.pick(pairs[3], 'B');
  const { lasts: _, taste, ...before } = judging.store.getState();
  expect(before).toMatchObject({ batch: 1, at: 1, flips: true });
  expect(before.clicks.map(({ choice }) => choice)).toEqual(['A', 'tie', 'B']);
  const { lasts: __, taste: again, ...after } = new Judging(memory(kept.kept.text)).store.getState();
  expect({ ...after, cleared: undefined }).toEqual(before);
  for (const [i, weight] of again.weights.entries()) expect(weight).toBeCloseTo(taste.weights[i], 12);
});

it.each([
  undefined,
  '',
  'no JSON',
  '{"clicks":[{"choice":"A"}]}',
  '{"clicks":[],"flips":1,"batch":0,"at":0}',
])('begins afresh where it cannot read %s', (text) => {
  expect(new Judging(memory(text)).store.getState()).toMatchObject({ clicks: [], batch: 0, at: 0 });
});

it('takes a click back, and all of them, and brings those back', () => {
  const judging = new Judging(memory());
  for (const pair of pairs.slice(0, 3)) judging.pick(pair, 'A');
  judging.undo();
  expect(judging.store.getState().clicks).toHaveLength(2);
  judging.clear();
  expect(judging.store.getState()).toMatchObject({ clicks: [], taste: { decided: 0 } });
  judging.restore();
  expect(judging.store.getState()).toMatchObject({ taste: { decided: 2 }, cleared: undefined });
});

it('stops at as many clicks as it can weigh in a frame', () => {
  const judging = new Judging(memory());
  for (let i = 0; i < MOST_CLICKS + 3; i++) judging.pick(pairs[i % pairs.length], 'tie');
  expect(judging.store.getState().clicks).toHaveLength(MOST_CLICKS);
});

it('says where the browser keeps nothing', () => {
  const judging = new Judging({ read: () => undefined, write: () => false });
  judging.pick(pairs[0], 'A');
  expect(judging.store.getState().lasts).toBe(false);
});

it('writes lines that the page reads as preferences: what was chosen, without ties, flips included', () => {
  const judging = new Judging(memory());
  for (const [at, pair] of pairs.slice(0, 6).entries()) judging.pick(pair, at === 1 ? 'tie' : 'B');
  const read = (text: string) => {
    const parsed = parsePreferences(text, task);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    return parsed.preferences.map(({ chosen }) => task.tokenizer.decode([...chosen]));
  };
  const right = pairs.slice(0, 6).flatMap(({ b }, at) => (at === 1 ? [] : [b.text]));
  expect(read(linesOf(judging.store.getState().heard))).toEqual(right);
  judging.flip(true);
  const flipped = read(linesOf(judging.store.getState().heard));
  expect(flipped.filter((text, at) => text !== right[at]).length).toBeGreaterThan(0);
  judging.flip(false);
  expect(read(linesOf(judging.store.getState().heard))).toEqual(right);
});
