// The checks of `ModelConfig.allowed` that every implementation of `LanguageModel` must pass: a forbidden token has no
// mass in sampling and scoring, and the allowed ones have all of it.

import type { ExpectStatic, TestAPI } from 'vitest';
import { tokenBatch } from './batch.ts';
import { type CreateModel, checkConfig, roughParameters } from './checked_case.ts';
import type { GenerateOptions } from './language_model.ts';

const PAD = 0;
const EOS = 1;
const BOS = 2;

const request: GenerateOptions = {
  prompts: [[BOS]],
  samplesPerPrompt: 20,
  maxNewTokens: 3,
  temperature: 1,
  eos: EOS,
  seed: 1,
  round: 0,
  promptKeys: [0],
};

export function checkMask(it: TestAPI, expect: ExpectStatic, create: CreateModel): void {
  it('puts all mass on the allowed tokens', async () => {
    const config = { ...checkConfig, allowed: [null, [5, 6], [5, 6], [EOS]] };
    const model = await create(config, roughParameters(config), true);
    const batch = tokenBatch(
      [5, 6].flatMap((a) => [5, 6].map((b) => ({ prompt: [BOS], completion: [a, b, EOS] }))),
      5,
      3,
      PAD,
    );
    const logProbs = await model.logProbs(batch);
    const mass = [0, 1, 2, 3].reduce(
      (sum, r) => sum + Math.exp(logProbs.slice(r * 5, r * 5 + 5).reduce((a, b) => a + b, 0)),
      0,
    );
    expect(mass).toBeCloseTo(1, 5);
    const drawn = await model.generate(request);
    model.dispose();
    for (const { tokens } of drawn) {
      expect([5, 6]).toContain(tokens[0]);
      expect([5, 6]).toContain(tokens[1]);
      expect(tokens[2]).toBe(EOS);
    }
  });

  it('never writes pad or BOS where one rule holds at every position, and gives them no mass', async () => {
    const words = [EOS, 3, 4, 5, 6, 7, 8, 9, 10];
    const masked = { ...checkConfig, allowed: [null, words] };
    // Pad and BOS are written like EOS, so a model without the mask draws them as often.
    const parameters = roughParameters(checkConfig);
    const embedding = parameters.values.subarray(0, checkConfig.vocabSize * checkConfig.width);
    for (const token of [PAD, BOS])
      embedding.copyWithin(token * checkConfig.width, EOS * checkConfig.width, (EOS + 1) * checkConfig.width);
    const many = { ...request, prompts: [[BOS], [BOS, 4, 7]], promptKeys: [0, 1], samplesPerPrompt: 60 };
    const drawnBy = async (config: typeof checkConfig) => {
      const model = await create(config, parameters, true);
      const drawn = await model.generate({ ...many, maxNewTokens: 6 });
      model.dispose();
      return new Set(drawn.flatMap(({ tokens }) => [...tokens]));
    };
    const free = await drawnBy(checkConfig);
    expect(free.has(PAD) && free.has(BOS)).toBe(true);
    expect([...(await drawnBy(masked))].sort((a, b) => a - b)).toEqual(words);

    const model = await create(masked, parameters, true);
    const completion = [PAD, BOS, 5, EOS];
    const batch = tokenBatch([{ prompt: [BOS, 3], completion }], 9, 4, PAD);
    const logProbs = await model.logProbs(batch);
    const distributions = await model.distributions(batch);
    model.dispose();
    completion.forEach((token, slot) => {
      const logProb = logProbs[2 + slot];
      expect(Number.isFinite(logProb)).toBe(true);
      if (words.includes(token)) expect(logProb).toBeGreaterThan(-50);
      else expect(Math.exp(logProb)).toBe(0);
      const { vocabSize } = masked;
      const probabilities = distributions.slice(slot * vocabSize, (slot + 1) * vocabSize).map(Math.exp);
      expect(probabilities[PAD] + probabilities[BOS]).toBe(0);
      expect(words.reduce((sum, word) => sum + probabilities[word], 0)).toBeCloseTo(1, 5);
    });
  });

  it('draws with the log-probs it states where the tokens need more than one word of bits', async () => {
    const words = Array.from({ length: 60 }, (_, i) => 5 + i);
    const config = { ...checkConfig, vocabSize: 70, allowed: [null, words] };
    const model = await create(config, roughParameters(config), true);
    const drawn = await model.generate({ ...request, maxNewTokens: 6 });
    const completions = drawn.map(({ tokens }) => ({ prompt: [BOS], completion: tokens }));
    const logProbs = await model.logProbs(tokenBatch(completions, 7, 6, PAD));
    model.dispose();
    drawn.forEach((completion, row) => {
      completion.tokens.forEach((token, t) => {
        expect(words).toContain(token);
        expect(completion.logProbs[t]).toBeCloseTo(logProbs[row * 7 + 1 + t], 4);
      });
    });
  });
}
