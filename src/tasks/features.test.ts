import { describe, expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import { FEATURES, featureVector } from './features.ts';
import { tasks } from './index.ts';
import type { Task } from './task.ts';

const seen = (task: Task, text: string, end = true, at = 0) => {
  const prompt = task.prompts('train')[at];
  const tokens = [...task.tokenizer.encode(text), ...(end ? [task.tokenizer.eos] : [])];
  return task.features!(prompt, tokens);
};
/** The words of the first training prompt that a summary may take. */
const post = tasks.tldr.prompts('train')[0].text;
const [, person, action, object] = /my (\w+) (\w+) my (\w+)/.exec(post)!;

describe('what a reader sees in an answer', () => {
  it('is six finite numbers on every task with words', () => {
    for (const name of ['tldr', 'dialog', 'sentiment'] as const) {
      const task = tasks[name];
      const stream = Stream.fromSeed(1);
      for (const prompt of task.prompts('train').slice(0, 50)) {
        const vector = featureVector(task.features!(prompt, task.alternative(prompt, stream)));
        expect(vector).toHaveLength(FEATURES.length);
        expect(vector.every(Number.isFinite)).toBe(true);
      }
    }
    expect(tasks.strings.features).toBeUndefined();
    expect(tasks.markov.features).toBeUndefined();
  });

  it('counts the facts of a post, and what it does not hold', () => {
    expect(seen(tasks.tldr, `my ${person} ${action} my ${object} . thanks .`)).toMatchObject({
      length: 8,
      ends: 1,
      right: 3,
      invented: 0,
      polite: 1,
    });
    const other = object === 'piano' ? 'kettle' : 'piano';
    expect(seen(tasks.tldr, `my ${person} ${action} my ${other} .`)).toMatchObject({ right: 2, invented: 1 });
  });

  it('sees repeats, and an answer that does not end', () => {
    expect(seen(tasks.tldr, `my ${person} , my ${person}`)).toMatchObject({ repeats: 1, ends: 0 });
    expect(seen(tasks.tldr, `my ${person} .`, false).ends).toBe(0);
    expect(seen(tasks.tldr, `my ${person} .`).ends).toBe(1);
  });

  it('sees manners in a dialog, and praise in a review', () => {
    expect(seen(tasks.dialog, 'are you dumb .').polite).toBe(-1);
    expect(seen(tasks.dialog, 'gladly .').polite).toBe(1);
    expect(seen(tasks.sentiment, 'i loved the plot . the bed was awful .').polite).toBe(0);
    expect(seen(tasks.sentiment, 'i loved the plot .').polite).toBe(1);
  });
});
