import { describe, expect, it } from 'vitest';
import { estimateCost } from './cost.ts';
import { judgeMessages } from './prompts.ts';
import { parseJudgeSettings } from './settings.ts';

const settings = parseJudgeSettings({ endpoint: 'http://localhost:1', model: 'm', maxAnswerTokens: 500 });
const pair = { task: 'tldr', prompt: 'p'.repeat(4000), first: 'short', second: 'also short' } as const;

describe('the estimate of what judging costs', () => {
  it('counts both orders at four characters a token', () => {
    const characters = judgeMessages(pair)
      .map(({ content }) => content)
      .join('').length;
    const one = estimateCost([pair], settings);
    expect(one).toMatchObject({
      requests: 2,
      inputTokens: 2 * Math.ceil(characters / 4),
      outputTokens: 200,
      outputTokensAtMost: 1000,
    });
    expect(one.price).toBeUndefined();
    expect(one.priceAtMost).toBeUndefined();
    expect(one.basis).toContain('4 characters a token');
    expect(estimateCost([pair, pair], settings).inputTokens).toBe(2 * one.inputTokens);
  });

  it('has prices per million tokens', () => {
    const prices = { pricePerMillionInput: 2, pricePerMillionOutput: 10 };
    const { price, priceAtMost, inputTokens } = estimateCost([pair], settings, prices);
    expect(price).toBeCloseTo((inputTokens * 2 + 200 * 10) / 1e6, 12);
    expect(priceAtMost).toBeCloseTo((inputTokens * 2 + 1000 * 10) / 1e6, 12);
    expect(estimateCost([], settings, prices)).toMatchObject({ requests: 0, price: 0 });
  });

  it('an answer is never longer than allowed', () => {
    const terse = { ...settings, maxAnswerTokens: 16 };
    expect(estimateCost([pair], terse).outputTokens).toBe(32);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a price of %s', (pricePerMillionInput) => {
    expect(() => estimateCost([pair], settings, { pricePerMillionInput, pricePerMillionOutput: 1 })).toThrow(
      `invalid pricePerMillionInput: ${pricePerMillionInput} (expected a finite number, at least 0)`,
    );
  });
});
