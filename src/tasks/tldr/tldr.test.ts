import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, variance } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import { frameOfSplit } from '../framed.ts';
import type { Prompt, Split } from '../task.ts';
import { corpusSummary, drawFrame, type Frame, goldSummary, splitOf } from './grammar.ts';
import { impression, RAW_DEVIATION, RAW_MEAN, summaryReward } from './reward.ts';
import { tldr } from './tldr.ts';
import { ACTIONS, ASKINGS, ASKS, FEELINGS, OBJECTS, PEOPLE } from './words.ts';

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

/** All five facts in the plainest words. */
function plainSummary({ person, action, object, ask, feeling }: Frame): string {
  const { kind, wordings } = ASKS[ask];
  const question = `${Object.keys(ASKINGS[kind])[0]} ${wordings[0]} ?`;
  return `my ${PEOPLE[person]} ${ACTIONS[action][0]} my ${OBJECTS[object]} . i am ${FEELINGS[feeling][0]} . ${question}`;
}

/** My dad broke my bike, I am sad, should I forgive them? */
const frame: Frame = {
  person: PEOPLE.indexOf('dad'),
  action: 0,
  object: OBJECTS.indexOf('bike'),
  ask: 0,
  day: 0,
  feeling: 1,
  distractor: 0,
  otherPerson: PEOPLE.indexOf('mom'),
  otherObject: OBJECTS.indexOf('car'),
};
const raw = (text: string, ended = true) =>
  summaryReward(frame, text.split(' '), ended) * RAW_DEVIATION + RAW_MEAN;

/** Seeded frames of the train split, eight corpus summaries, a gold response and a perfect summary of each. */
const drawn = Array.from({ length: 1500 }, (_, i) => {
  const stream = Stream.fromSeed(21).split(i);
  const frame = frameOfSplit({ drawFrame, splitOf }, 'train', stream);
  const reward = (text: string) => summaryReward(frame, text.split(' '), true);
  return {
    corpus: Array.from({ length: 8 }, () => reward(corpusSummary(frame, stream))),
    gold: reward(goldSummary(frame, stream)),
    perfect: reward(plainSummary(frame)),
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
  it('is the F1 of its facts, by hand', () => {
    const perWord = 0.011;
    expect(raw('my dad broke my bike .')).toBeCloseTo(6 / 7.5 - 6 * perWord, 12);
    expect(raw('my dad broke my bike , should i forgive them ?')).toBeCloseTo(8 / 8.5 - 11 * perWord, 12);
    expect(raw('my dad broke my bike . i feel so sad .')).toBeCloseTo(7 / 8 - 11 * perWord, 12);
    // A second and a third word, a doubt, and a question in other words.
    expect(raw('my dad smashed my bike .')).toBeCloseTo(5.52 / 7.26 - 6 * perWord, 12);
    expect(raw('maybe my dad cracked my bike .')).toBeCloseTo(
      (2 * 0.52 * 2.47) / (0.52 * 2.47 + 4.5) - 7 * perWord,
      12,
    );
    const asked = 3 + 0.78 * 0.76;
    expect(raw('my dad broke my bike , is it best to make peace ?')).toBeCloseTo(
      (2 * asked) / (asked + 4.5) - 13 * perWord,
      12,
    );
    // Another person, thing or feeling is an invention.
    expect(raw('my mom broke my bike .')).toBeCloseTo(4 / 7.5 - 6 * perWord, 12);
    expect(raw('my dad broke my bike and i am angry .')).toBeCloseTo(6 / 8.5 - 10 * perWord, 12);
    expect(raw('my dad broke my bike .', false)).toBeCloseTo(6 / 7.5 - 6 * perWord - 0.5, 12);
  });

  it('does not pay for words out of place, nor twice for a fact', () => {
    expect(raw('dad bike broke forgive .')).toBeLessThan(raw('someone broke something .'));
    expect(raw('my dad broke my bike . my dad broke my bike .')).toBeLessThan(raw('my dad broke my bike .'));
    expect(raw('i am sad . i am sad .')).toBeLessThan(raw('i am sad .'));
  });

  it('tells nearly all summaries of a post apart', () => {
    const alike = drawn.flatMap(({ corpus }) =>
      corpus.flatMap((r, i) => corpus.slice(0, i).map((other) => Number(other === r))),
    );
    expect(mean(alike)).toBeLessThan(0.01);
  });

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

  it('is judged by form: wording and doubts do not count', () => {
    const judged = (text: string) => impression(frame, text.split(' '), true);
    const plain = judged('my dad broke my bike , should i forgive them ?');
    expect(judged('maybe my dad cracked my bike , would you let it go ?')).toBe(plain);
    expect(judged('my mom broke my bike , should i forgive them ?')).toBe(plain - 2);
    expect(judged('my dad broke my bike .')).toBe(plain - 2);
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
