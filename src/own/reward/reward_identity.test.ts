import { expect, it } from 'vitest';
import { parseJudgeSettings } from '../../judge/settings.ts';
import { judgeIdentity, modelIdentity, rewardDescription, ruleIdentity } from './reward_identity.ts';

const limits = {
  prices: { pricePerMillionInput: 1, pricePerMillionOutput: 1 },
  priceCap: 1,
  requestsPerMinute: 60,
};
const judge = (apiKey: string, priceCap: number, model = 'm') =>
  judgeIdentity({
    settings: parseJudgeSettings({ endpoint: 'http://localhost:1/v1', model, apiKey }),
    limits: { ...limits, priceCap },
    neighbours: 2,
    criteria: 'It rhymes.',
  });

it('a judge is the same with another key or cap, and says nothing of either', () => {
  expect(judge('secret-1', 1)).toEqual(judge('secret-2', 5));
  expect(judge('', 1, 'n')).not.toEqual(judge('', 1));
  expect(judge('secret-1', 1).text).not.toContain('secret');
});

it('is described where no text of a rule says it', () => {
  expect(rewardDescription(ruleIdentity('() => 1'))).toBeUndefined();
  expect(rewardDescription(judge('', 1))).toBe(
    "The language model m at http://localhost:1/v1 compares answers in pairs. The reward is an answer's share of wins over 4 others to its prompt. It was told: It rhymes.",
  );
  expect(rewardDescription(modelIdentity([{ name: 'model.safetensors', sha256: 'ab' }]))).toBe(
    'A sequence classifier rates each answer with its prompt. Its files: model.safetensors (SHA-256 ab).',
  );
});
