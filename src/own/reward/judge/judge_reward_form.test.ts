import { expect, it } from 'vitest';
import { emptyForm, judgeRewardOf, requestsFor } from './judge_reward_form.ts';
import { matchesOf } from './matches.ts';

const filled = {
  ...emptyForm,
  endpoint: 'http://localhost:11434/v1',
  model: 'llama3.2',
  inputPrice: '0.5',
  outputPrice: '1.5',
};

it('a form becomes a reward with its limits', () => {
  expect(judgeRewardOf({ ...filled, criteria: ' Mentions a dog. ', apiKey: 'sk-1' })).toMatchObject({
    reward: {
      settings: { endpoint: 'http://localhost:11434/v1', model: 'llama3.2' },
      neighbours: 2,
      criteria: 'Mentions a dog.',
      limits: {
        prices: { pricePerMillionInput: 0.5, pricePerMillionOutput: 1.5 },
        priceCap: 1,
        requestsPerMinute: 120,
      },
    },
  });
});

it.each([
  ['inputPrice', '', 'invalid price of a million tokens in: (empty) (expected 0..10000)'],
  ['outputPrice', '-1', 'invalid price of a million tokens out: -1 (expected 0..10000)'],
  ['priceCap', 'much', 'invalid price cap: much (expected 0..10000)'],
  ['requestsPerMinute', '1', 'invalid requests per minute: 1 (expected an integer in 2..60000)'],
  ['neighbours', '1.5', 'invalid opponents on either side: 1.5 (expected an integer in 1..32)'],
  ['model', '', 'invalid judge setting model'],
] as const)('%s %j: a sentence', (key, value, problem) => {
  expect(judgeRewardOf({ ...filled, [key]: value })).toEqual({ problem: expect.stringContaining(problem) });
});

it('a price must be said, even where it is 0', () => {
  expect(judgeRewardOf({ ...filled, inputPrice: '0', outputPrice: '0', priceCap: '0' })).toHaveProperty(
    'reward',
  );
});

it('no more requests than announced', () => {
  const answers = Array.from({ length: 24 }, (_, i) => ({
    prompt: `p${i >> 3}`,
    response: `r${i}`,
    meta: {},
    ended: true,
    tokens: 1,
  }));
  for (const neighbours of [1, 2, 3, 9])
    expect(2 * matchesOf(answers, { neighbours }).length).toBeLessThanOrEqual(
      requestsFor(24, { neighbours }),
    );
  expect(2 * matchesOf(answers, { neighbours: 3 }).length).toBe(requestsFor(24, { neighbours: 3 }));
});
