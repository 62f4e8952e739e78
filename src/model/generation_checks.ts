// What every implementation of `LanguageModel` must hold when it draws completions.
import type { ExpectStatic, TestAPI } from 'vitest';
import { tokenBatch } from './batch.ts';
import { type CreateModel, checkConfig, EOS, PAD, roughParameters } from './checked_case.ts';

export function checkGeneration(it: TestAPI, expect: ExpectStatic, create: CreateModel): void {
  const build = (config = checkConfig) => create(config, roughParameters(config), true);

  it('generates completions whose log-probs equal logProbs to 1e-4, the same for the same key', async () => {
    const model = await build();
    const prompts = [[2, 3, 4], [7], [2, 9, 10, 3, 4]];
    const options = {
      prompts,
      samplesPerPrompt: 5,
      maxNewTokens: 4,
      temperature: 1,
      eos: EOS,
      seed: 4,
      round: 2,
      promptKeys: [0, 1, 2],
    };
    const drawn = await model.generate(options);
    const again = await model.generate(options);
    const other = await model.generate({ ...options, round: 3 });
    expect(again).toEqual(drawn);
    expect(other).not.toEqual(drawn);
    const batch = tokenBatch(
      drawn.map((completion, r) => ({ prompt: prompts[Math.floor(r / 5)], completion: completion.tokens })),
      9,
      4,
      PAD,
    );
    const logProbs = await model.logProbs(batch);
    model.dispose();
    drawn.forEach((completion, r) => {
      const start = r * 9 + prompts[Math.floor(r / 5)].length;
      completion.logProbs.forEach((value, j) => {
        expect(value).toBeCloseTo(logProbs[start + j], 4);
      });
      const end = completion.tokens.indexOf(EOS);
      if (end >= 0) expect(end).toBe(completion.tokens.length - 1);
      else expect(completion.tokens.length).toBe(4);
    });
  });

  it('draws a large request in parts, row by row what a small one gives', async () => {
    // One layer: the rows matter here.
    const model = await build({ ...checkConfig, layers: 1 });
    const request = (prompts: number[][], samplesPerPrompt: number) => ({
      prompts,
      samplesPerPrompt,
      maxNewTokens: 2,
      temperature: 1,
      eos: EOS,
      seed: 4,
      round: 2,
      promptKeys: [5, 6],
    });
    const prompts = [[2, 3, 4], [7]];
    const many = await model.generate(request(prompts, 527));
    const few = await model.generate(request(prompts, 15));
    model.dispose();
    expect(many).toHaveLength(2 * 527);
    few.forEach(({ tokens, logProbs }, r) => {
      const same = many[Math.floor(r / 15) * 527 + (r % 15)];
      expect(tokens).toEqual(same.tokens);
      logProbs.forEach((value, j) => {
        expect(value).toBeCloseTo(same.logProbs[j], 4);
      });
    });
    // Row 512 begins another part, and has noise of its own.
    const drawn = (first: number) => many.slice(first, first + 15).map(({ tokens }) => tokens);
    expect(drawn(512)).not.toEqual(drawn(0));
  });
}
