// The checks that every implementation of `LanguageModel` must pass on every backend. They compare it with the slow
// float64 twin, with finite differences of the twin, and with other paths of the same model.
import type { ExpectStatic, TestAPI } from 'vitest';
import { Stream } from '../random/stream.ts';
import { tokenBatch } from './batch.ts';
import type { AdamWSettings, ModelConfig } from './config.ts';
import { withControlTokens } from './extend.ts';
import type { LanguageModel } from './language_model.ts';
import { initialParameters, type Parameters } from './parameters.ts';
import { slowLogProbs, slowValues } from './slow_transformer.ts';

const PAD = 0;
const EOS = 1;
export const checkConfig: ModelConfig = { vocabSize: 11, contextLength: 9, width: 8, layers: 2, heads: 2 };
export const adamw: AdamWSettings = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  gradientClip: 1,
};

/** Large parameters: at the usual 0.02 attention is uniform, and errors in it would not show. */
export function roughParameters(config: ModelConfig, seed = 3) {
  const noise = Stream.fromSeed(seed);
  const { views, values } = initialParameters(config, noise);
  return { views, values: values.map((v) => v + 0.3 * noise.normal()) };
}

/** Prompts of different length; one empty completion (EOS alone), one cut without EOS. */
const rows = [
  { prompt: [2, 3, 4], completion: [5, 6, EOS] },
  { prompt: [7], completion: [EOS] },
  { prompt: [2, 9, 10, 3, 4], completion: [8, 8, 8, 8] },
];
export const checkBatch = tokenBatch(rows, 9, 4, PAD);

function slowBatch(
  config: ModelConfig,
  views: ReturnType<typeof initialParameters>['views'],
  values: Float64Array,
): number[] {
  const result = new Array<number>(checkBatch.rows * checkBatch.length).fill(0);
  rows.forEach(({ prompt, completion }, b) => {
    const sequence = [...prompt, ...completion];
    const logProbs = slowLogProbs(config, views, values, sequence.slice(0, -1));
    completion.forEach((token, j) => {
      const t = prompt.length + j;
      result[b * checkBatch.length + t] = logProbs[t - 1][token];
    });
  });
  return result;
}

/** A model whose accumulated gradient can be looked at. */
type CheckedModel = LanguageModel & { gradientValues(): Promise<Float32Array> };

export type CreateModel = (
  config: ModelConfig,
  parameters: Parameters,
  trainable: boolean,
) => Promise<CheckedModel>;

export function checkModel(it: TestAPI, expect: ExpectStatic, create: CreateModel): void {
  const build = (config = checkConfig, trainable = true) =>
    create(config, roughParameters(config), trainable);

  it('gives the log-probs of the slow twin, 0 where not scored', async () => {
    const model = await build();
    const { views, values } = await model.snapshot();
    const expected = slowBatch(checkConfig, views, Float64Array.from(values));
    const got = await model.logProbs(checkBatch);
    model.dispose();
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 4);
      if (!checkBatch.scored[i]) expect(value).toBe(0);
    });
  });

  it('gives the finite-difference gradient of the slow twin', async () => {
    const model = await build();
    const { views, values } = await model.snapshot();
    const noise = Stream.fromSeed(8);
    const coefficients = Float32Array.from(checkBatch.scored, (s) => (s ? noise.normal() : 0));
    await model.logProbs(checkBatch);
    await model.backward(coefficients);
    const gradient = await model.gradientValues();
    model.dispose();
    const objective = (v: Float64Array) =>
      slowBatch(checkConfig, views, v).reduce((sum, l, i) => sum + l * coefficients[i], 0);
    for (const view of views) {
      for (const at of noise.choose(
        Array.from({ length: view.size }, (_, i) => view.offset + i),
        6,
      )) {
        const moved = (by: number) => {
          const v = Float64Array.from(values);
          v[at] += by;
          return objective(v);
        };
        const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        expect(Math.abs(gradient[at] - difference), `${view.name}[${at - view.offset}]`).toBeLessThan(
          2e-3 * Math.max(1, Math.abs(difference)),
        );
      }
    }
  });

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
    const model = await build();
    const request = (prompts: number[][], samplesPerPrompt: number, promptKeys: number[]) => ({
      prompts,
      samplesPerPrompt,
      maxNewTokens: 2,
      temperature: 1,
      eos: EOS,
      seed: 4,
      round: 2,
      promptKeys,
    });
    const prompts = [[2, 3, 4], [7]];
    const both = await model.generate(request(prompts, 520, [5, 6]));
    const second = await model.generate(request([prompts[1]], 520, [6]));
    const few = await model.generate(request([prompts[0]], 30, [5]));
    model.dispose();
    expect(both).toHaveLength(1040);
    both.slice(520).forEach(({ tokens }, r) => {
      expect(tokens).toEqual(second[r].tokens);
    });
    few.forEach(({ tokens, logProbs }, r) => {
      expect(tokens).toEqual(both[r].tokens);
      logProbs.forEach((value, j) => {
        expect(value).toBeCloseTo(both[r].logProbs[j], 4);
      });
    });
  });

  it('measures the divergence to another model as the slow twin does', async () => {
    const model = await build();
    const other = await create(checkConfig, roughParameters(checkConfig, 5), false);
    const { kl, entropy } = await model.divergence(checkBatch, other);
    const both = (await Promise.all([model.snapshot(), other.snapshot()])).map(({ views, values }) =>
      rows.map(({ prompt, completion }) =>
        slowLogProbs(checkConfig, views, Float64Array.from(values), [...prompt, ...completion].slice(0, -1)),
      ),
    );
    model.dispose();
    other.dispose();
    rows.forEach(({ prompt, completion }, b) => {
      completion.forEach((_, j) => {
        const t = prompt.length + j;
        const [q, p] = both.map((side) => side[b][t - 1]);
        const at = b * checkBatch.length + t;
        expect(kl[at]).toBeCloseTo(
          q.reduce((sum, l, v) => sum + Math.exp(l) * (l - p[v]), 0),
          4,
        );
        expect(entropy[at]).toBeCloseTo(-q.reduce((sum, l) => sum + Math.exp(l) * l, 0), 4);
      });
    });
  });

  it('gives the distributions of the slow twin at every scored slot', async () => {
    const model = await build({ ...checkConfig, allowed: [null, [5, 6], null, [8, EOS]] });
    const { views, values } = await model.snapshot();
    const got = await model.distributions(checkBatch);
    const { config } = model;
    model.dispose();
    rows.forEach(({ prompt, completion }, b) => {
      const sequence = [...prompt, ...completion].slice(0, -1);
      const expected = slowLogProbs(config, views, Float64Array.from(values), sequence);
      completion.forEach((_, j) => {
        const slot = (b * checkBatch.window + j) * config.vocabSize;
        expected[prompt.length + j - 1].forEach((logProb, v) => {
          if (Number.isFinite(logProb)) expect(got[slot + v]).toBeCloseTo(logProb, 4);
          else expect(got[slot + v]).toBeLessThan(-1e8);
        });
      });
    });
  });

  it('computes the same with control tokens that copy a token, and never writes one', async () => {
    const plain = await build();
    const { config, parameters } = withControlTokens(
      { config: checkConfig, parameters: roughParameters(checkConfig) },
      3,
      2,
    );
    const extended = await create(config, parameters, true);
    const tagged = { ...checkBatch, tokens: checkBatch.tokens.slice() };
    tagged.tokens[0] = config.vocabSize + 1; // row 0 begins with token 2
    const expected = await plain.logProbs(checkBatch);
    expect(await extended.logProbs(tagged)).toEqual(expected);
    const coefficients = Float32Array.from(checkBatch.scored, (s) => s);
    await plain.backward(coefficients);
    await extended.backward(coefficients);
    const withTags = await extended.gradientValues();
    const withoutTags = await plain.gradientValues();
    const { width } = config;
    const [tag, copied] = [config.vocabSize + 1, 2].map((token) => [token * width, (token + 1) * width]);
    // The tag's input takes the gradient that row 0 gave the copied token's.
    withTags.slice(...tag).forEach((g, j) => {
      expect(g).not.toBe(0);
      expect(withTags[copied[0] + j] + g).toBeCloseTo(withoutTags[copied[0] + j], 4);
    });
    const [last] = await extended.generate({
      prompts: [[config.vocabSize + 1, 3, 4]],
      samplesPerPrompt: 1,
      maxNewTokens: 4,
      temperature: 1,
      eos: EOS,
      seed: 4,
      round: 2,
      promptKeys: [0],
    });
    plain.dispose();
    extended.dispose();
    expect(Math.max(...last.tokens)).toBeLessThan(config.vocabSize);
  });

  it('has the value head and its gradient of the slow twin', async () => {
    const config = { ...checkConfig, valueHead: true };
    const model = await build(config);
    const { views, values } = await model.snapshot();
    await expect(model.valueEstimates()).rejects.toThrow('valueEstimates without logProbs');
    await model.logProbs(checkBatch);
    const got = await model.valueEstimates();
    const noise = Stream.fromSeed(9);
    const [logProbs, onValues] = [0, 1].map(() =>
      Float32Array.from(checkBatch.scored, (s) => (s ? noise.normal() : 0)),
    );
    await model.backward(logProbs, onValues);
    const gradient = await model.gradientValues();
    model.dispose();
    const slow = (v: Float64Array) => {
      const result = new Float64Array(checkBatch.scored.length);
      rows.forEach(({ prompt, completion }, b) => {
        const all = slowValues(config, views, v, [...prompt, ...completion].slice(0, -1));
        completion.forEach((_, j) => {
          const t = prompt.length + j;
          result[b * checkBatch.length + t] = all[t - 1];
        });
      });
      return result;
    };
    slow(Float64Array.from(values)).forEach((value, i) => {
      expect(got[i]).toBeCloseTo(value, 4);
    });
    const objective = (v: Float64Array) =>
      slowBatch(config, views, v).reduce((sum, l, i) => sum + l * logProbs[i], 0) +
      slow(v).reduce((sum, value, i) => sum + value * onValues[i], 0);
    for (const name of ['value.weight', 'value.bias', 'wte.weight', 'h.1.mlp.c_fc.weight', 'ln_f.bias']) {
      const view = views.find((one) => one.name === name)!;
      const places = Array.from({ length: view.size }, (_, i) => view.offset + i);
      for (const at of places.length > 4 ? noise.choose(places, 4) : places) {
        const moved = (by: number) => {
          const v = Float64Array.from(values);
          v[at] += by;
          return objective(v);
        };
        const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        expect(Math.abs(gradient[at] - difference), `${name}[${at - view.offset}]`).toBeLessThan(
          2e-3 * Math.max(1, Math.abs(difference)),
        );
      }
    }
  });

  it('estimates the same values frozen, and has no gradient', async () => {
    const config = { ...checkConfig, valueHead: true };
    const [trainable, frozen] = [await build(config), await build(config, false)];
    await trainable.logProbs(checkBatch);
    await frozen.logProbs(checkBatch);
    const expected = await trainable.valueEstimates();
    expect(await frozen.valueEstimates()).toEqual(expected);
    expect(Math.max(...expected)).toBeGreaterThan(0);
    await expect(frozen.backward(Float32Array.from(checkBatch.scored))).rejects.toThrow('frozen model');
    trainable.dispose();
    frozen.dispose();
  });

  it('leaves parameters and moments alone when the gradient is not finite', async () => {
    const model = await build();
    const before = (await model.snapshot()).values;
    const moments = await model.saveOptimiser();
    await model.logProbs(checkBatch);
    await model.backward(Float32Array.from(checkBatch.scored, (s) => (s ? NaN : 0)));
    const report = await model.step(adamw);
    expect(report.applied).toBe(false);
    expect((await model.snapshot()).values).toEqual(before);
    expect(await model.saveOptimiser()).toEqual(moments);
    await expect(model.backward(new Float32Array(27))).rejects.toThrow('backward without logProbs');
    model.dispose();
  });
}
