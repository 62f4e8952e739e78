import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, squaredDeviations, variance } from '../math/statistics.ts';
import { Stream } from '../random/stream.ts';
import { dialog } from './dialog/dialog.ts';
import {
  corpusAnswer,
  drawFrame as dialogFrame,
  splitOf as dialogSplit,
  goldAnswer,
} from './dialog/grammar.ts';
import { answerReward } from './dialog/reward.ts';
import { frameOfSplit, type Grammar } from './framed.ts';
import {
  corpusReview,
  goldReview,
  drawFrame as reviewFrame,
  splitOf as reviewSplit,
} from './sentiment/grammar.ts';
import { reviewReward } from './sentiment/reward.ts';
import { sentiment } from './sentiment/sentiment.ts';
import type { Split, Task } from './task.ts';

const SPLITS: readonly Split[] = ['train', 'validation', 'test'];
const deviation = (values: readonly number[]) => Math.sqrt(squaredDeviations(values) / values.length);

interface Parts<Frame> extends Pick<Grammar<Frame>, 'drawFrame' | 'splitOf' | 'reward' | 'gold'> {
  readonly task: Task;
  readonly corpus: Grammar<Frame>['response'];
}

/** Frames of the train split, the rewards of eight corpus responses and of a gold one to each. */
function drawn<Frame>({ task, corpus, gold, reward, ...grammar }: Parts<Frame>) {
  const frames = Array.from({ length: 1500 }, (_, i) => {
    const stream = Stream.fromSeed(21).split(i);
    const frame = frameOfSplit(grammar, 'train', stream);
    const worth = (text: string) => reward(frame, text.split(' '), true);
    return {
      corpus: Array.from({ length: 8 }, () => worth(corpus(frame, stream))),
      gold: worth(gold(frame, stream)),
    };
  });
  return { task, name: task.name, frames };
}

const dialogParts = drawn({
  task: dialog,
  drawFrame: dialogFrame,
  splitOf: dialogSplit,
  corpus: corpusAnswer,
  gold: goldAnswer,
  reward: answerReward,
});
const sentimentParts = drawn({
  task: sentiment,
  drawFrame: reviewFrame,
  splitOf: reviewSplit,
  corpus: corpusReview,
  gold: goldReview,
  reward: reviewReward,
});

describe.each([dialogParts, sentimentParts])('task $name', ({ task, frames }) => {
  const { tokenizer } = task;

  it('has splits that share no text and no id, of the declared lengths', () => {
    const splitOfText = new Map<string, Split>();
    const ids = new Set<number>();
    for (const split of SPLITS) {
      const prompts = task.prompts(split);
      expect(prompts).toHaveLength({ train: 2000, validation: 200, test: 500 }[split]);
      for (const { id, text, tokens, gold } of prompts) {
        expect(splitOfText.get(text) ?? split).toBe(split);
        splitOfText.set(text, split);
        ids.add(id);
        expect(tokens.length).toBeLessThanOrEqual(task.maxPromptTokens);
        expect(gold.length).toBeLessThanOrEqual(task.maxCompletionTokens);
        expect(gold.at(-1)).toBe(tokenizer.eos);
        expect(tokenizer.decode([...tokens])).toBe(text);
      }
    }
    expect(ids.size).toBe(2700);
  });

  it('comes to the declared lengths, but for a token, within 9,000 responses and never passes them', () => {
    const stream = Stream.fromSeed(3);
    const examples = Array.from({ length: 5000 }, () => task.example(stream));
    expect(Math.max(...examples.map(({ prompt }) => prompt.length))).toBe(task.maxPromptTokens);
    const alternatives = task
      .prompts('train')
      .flatMap((prompt) => [task.alternative(prompt, stream), task.alternative(prompt, stream)]);
    const written = [...examples.map(({ completion }) => completion), ...alternatives];
    const longest = Math.max(...written.map(({ length }) => length));
    expect(longest).toBeLessThanOrEqual(task.maxCompletionTokens);
    expect(longest).toBeGreaterThanOrEqual(task.maxCompletionTokens - 1);
    for (const completion of written)
      expect(tokenizer.encode(tokenizer.decode([...completion]))).toEqual(completion.slice(0, -1));
  });

  it('rewards its corpus with mean 0 and deviation 1, most of it within a prompt', () => {
    const all = frames.flatMap(({ corpus }) => corpus);
    expect(Math.abs(mean(all))).toBeLessThan(0.05);
    expect(Math.abs(deviation(all) - 1)).toBeLessThan(0.05);
    const within = mean(frames.map(({ corpus }) => variance(corpus)));
    expect(Math.sqrt(within)).toBeGreaterThan(0.5);
  });

  it('tells nearly all responses to a prompt apart', () => {
    const alike = frames.flatMap(({ corpus }) =>
      corpus.flatMap((r, i) => corpus.slice(0, i).map((other) => Number(other === r))),
    );
    expect(mean(alike)).toBeLessThan(0.02);
  });

  it('puts the gold response above most of the corpus, though not above all', () => {
    const beaten = mean(frames.flatMap(({ corpus, gold }) => corpus.map((r) => Number(r > gold))));
    expect(beaten).toBeGreaterThan(0.25);
    expect(beaten).toBeLessThan(0.4);
  });

  it('has a judge that mostly agrees with the reward, and looks at other things', () => {
    const stream = Stream.fromSeed(5);
    const told = task.prompts('validation').flatMap((prompt) => {
      const [a, b] = [task.alternative(prompt, stream), task.alternative(prompt, stream)];
      const verdict = task.judge(prompt, a, b);
      const gap = task.reward(prompt, a) - task.reward(prompt, b);
      return verdict === 'tie' || gap === 0 ? [] : [Number((verdict === 'A') === gap > 0)];
    });
    expect(told.length).toBeGreaterThan(80);
    expect(mean(told)).toBeGreaterThan(0.6);
    expect(mean(told)).toBeLessThan(0.95);
  });

  it('is finite for any tokens, and the judge does not mind which of two comes first', () => {
    const [prompt] = task.prompts('test');
    const tokens = fc.array(fc.nat(tokenizer.vocabSize - 1), { maxLength: task.maxCompletionTokens });
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        expect(Number.isFinite(task.reward(prompt, a))).toBe(true);
        const mirrored = { A: 'B', B: 'A', tie: 'tie' }[task.judge(prompt, b, a)];
        expect(task.judge(prompt, a, b)).toBe(mirrored);
      }),
    );
  });
});
