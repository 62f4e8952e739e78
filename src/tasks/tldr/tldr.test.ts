import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, variance } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import { frameOfSplit } from '../framed.ts';
import type { Prompt, Split } from '../task.ts';
import { corpusSummary, drawFrame, goldSummary, sayClaims, splitOf } from './grammar.ts';
import { summaryReward } from './reward.ts';
import { tldr } from './tldr.ts';

const SPLITS: readonly Split[] = ['train', 'validation', 'test'];
const { tokenizer } = tldr;
const withEos = (text: string) => [...tokenizer.encode(text), tokenizer.eos];
const worth = (prompt: Prompt, text: string) => tldr.reward(prompt, withEos(text));

/** The facts read back from the post's text: no other sentence has the form "my X did my Y". */
function factsOf(text: string) {
  const [, person, action, object] = /my (\w+) (\w+) my (\w+)/.exec(text)!;
  const ask = /([^.]+) \? tl;dr$/.exec(text)![1].trim();
  return { person, action, object, ask };
}
const perfect = ({ person, action, object, ask }: ReturnType<typeof factsOf>) =>
  `my ${person} ${action} my ${object} , ${ask} ?`;

/** Seeded frames of the train split, eight corpus summaries, a gold response and a perfect summary of each. */
const drawn = Array.from({ length: 1500 }, (_, i) => {
  const stream = Stream.fromSeed(21).split(i);
  const frame = frameOfSplit({ drawFrame, splitOf }, 'train', stream);
  const reward = (text: string) => summaryReward(frame, text.split(' '), true);
  return {
    corpus: Array.from({ length: 8 }, () => reward(corpusSummary(frame, stream))),
    gold: reward(goldSummary(frame, stream)),
    perfect: reward(sayClaims(frame, stream)),
  };
});

describe('prompts of task tldr', () => {
  it('come in splits that share no text, no event and no id', () => {
    const seen = new Map<string, Split>();
    const ids = new Set<number>();
    for (const split of SPLITS) {
      const prompts = tldr.prompts(split);
      expect(prompts).toHaveLength({ train: 2000, validation: 200, test: 500 }[split]);
      for (const { id, text } of prompts) {
        const { person, object, ask } = factsOf(text);
        for (const key of [text, [person, factsOf(text).action, object, ask].join()]) {
          expect(seen.get(key) ?? split).toBe(split);
          seen.set(key, split);
        }
        ids.add(id);
      }
    }
    expect(ids.size).toBe(2700);
  });

  it('fit the declared lengths, gold responses too, and decode to their text', () => {
    for (const { text, tokens, gold } of SPLITS.flatMap((split) => tldr.prompts(split))) {
      expect(tokens.length).toBeLessThanOrEqual(tldr.maxPromptTokens);
      expect(gold.length).toBeLessThanOrEqual(tldr.maxCompletionTokens);
      expect(gold.at(-1)).toBe(tokenizer.eos);
      expect(tokenizer.decode(tokens)).toBe(text);
    }
  });

  it('reach the declared lengths within 5,000 examples and never pass them', () => {
    const stream = Stream.fromSeed(3);
    const examples = Array.from({ length: 5000 }, () => tldr.example(stream));
    expect(Math.max(...examples.map(({ prompt }) => prompt.length))).toBe(tldr.maxPromptTokens);
    expect(Math.max(...examples.map(({ completion }) => completion.length))).toBe(tldr.maxCompletionTokens);
    for (const { prompt, completion } of examples) {
      expect(tokenizer.encode(tokenizer.decode(prompt))).toEqual(prompt.slice(1));
      expect(withEos(tokenizer.decode(completion))).toEqual(completion);
    }
  });
});

describe('reward of task tldr', () => {
  it('has mean 0 and deviation 1 over the corpus, most of it within a prompt', () => {
    const all = drawn.flatMap(({ corpus }) => corpus);
    const deviation = Math.sqrt(mean(all.map((r) => r ** 2)) - mean(all) ** 2);
    expect(Math.abs(mean(all))).toBeLessThan(0.05);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.05);
    const within = mean(drawn.map(({ corpus }) => variance(corpus)));
    expect(Math.sqrt(within)).toBeGreaterThan(0.5 * deviation);
  });

  it('puts the gold response above most of the corpus and below nearly every perfect summary', () => {
    const beaten = mean(drawn.flatMap(({ corpus, gold }) => corpus.map((r) => Number(r > gold))));
    expect(beaten).toBeGreaterThan(0.3);
    expect(beaten).toBeLessThan(0.45);
    expect(mean(drawn.map(({ gold, perfect }) => Number(perfect > gold)))).toBeGreaterThan(0.9);
  });

  it('orders perfect, partial, wrong and empty summaries of every validation post', () => {
    for (const prompt of tldr.prompts('validation')) {
      const facts = factsOf(prompt.text);
      const ranked = [
        perfect(facts),
        `someone ${facts.action} my ${facts.object} , ${facts.ask} ?`,
        perfect({ ...facts, person: facts.person === 'mom' ? 'dad' : 'mom' }),
        'something happened and i am sad .',
      ].map((text) => worth(prompt, text));
      expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
      expect(worth(prompt, `my ${facts.person} ${facts.action} my ${facts.object} .`)).toBeLessThan(
        ranked[0],
      );
      expect(new Set(ranked).size).toBe(ranked.length);
      expect(tldr.reward(prompt, tokenizer.encode(perfect(facts)))).toBeLessThan(ranked[0]);
      expect(tldr.reward(prompt, [])).toBeLessThan(ranked[2]);
    }
  });

  it('is finite for any tokens, and the judge does not mind which of two comes first', () => {
    const [prompt] = tldr.prompts('test');
    const tokens = fc.array(fc.nat(tokenizer.vocabSize - 1), { maxLength: tldr.maxCompletionTokens });
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        expect(Number.isFinite(tldr.reward(prompt, a))).toBe(true);
        const mirrored = { A: 'B', B: 'A', tie: 'tie' }[tldr.judge(prompt, b, a)];
        expect(tldr.judge(prompt, a, b)).toBe(mirrored);
      }),
    );
  });
});
