import { expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import { generatePreferences } from './preferences.ts';
import { withSlips } from './slips.ts';
import { tldr } from './tldr/tldr.ts';

const prompts = tldr.prompts('train');
const { eos } = tldr.tokenizer;

it('writes responses of legal words and lengths, mostly other and mostly worse ones', () => {
  const stream = Stream.fromSeed(1);
  const written = prompts.slice(0, 500).map((prompt) => {
    const response = tldr.alternative(prompt, stream);
    const slipped = withSlips(tldr, prompts, response, stream);
    expect(slipped.length).toBeLessThanOrEqual(tldr.maxCompletionTokens);
    expect(slipped.indexOf(eos) < 0 || slipped.indexOf(eos) === slipped.length - 1).toBe(true);
    expect(slipped.every((token) => token >= 0 && token < tldr.tokenizer.vocabSize)).toBe(true);
    return {
      changed: slipped.join() !== response.join(),
      worse: tldr.reward(prompt, slipped) < tldr.reward(prompt, response),
      ended: slipped.at(-1) === eos,
    };
  });
  const share = (key: 'changed' | 'worse' | 'ended') => written.filter((one) => one[key]).length / 500;
  expect(share('changed')).toBeGreaterThan(0.9);
  expect(share('worse')).toBeGreaterThan(0.5);
  expect(share('ended')).toBeGreaterThan(0.5);
  expect(share('ended')).toBeLessThan(1);
});

it('leaves preferences without slips as they were, and is drawn from the same seed', () => {
  const draw = (slips?: number) => generatePreferences({ task: tldr, count: 50, noise: 0.5, seed: 3, slips });
  expect(draw(0)).toEqual(draw());
  expect(draw(0.5)).toEqual(draw(0.5));
  expect(draw(0.5)).not.toEqual(draw());
});
