// The checks every implementation of `LanguageModel` on every backend must pass, written once. They compare with the
// slow float64 twin, with finite differences of it, and with the model's own other paths.
import type { ExpectStatic, TestAPI } from 'vitest';
import { Stream } from '../random/stream.ts';
import { tokenBatch } from './batch.ts';
import type { AdamWSettings, ModelConfig } from './language_model.ts';
import { initialParameters } from './parameters.ts';
import { ReferenceModel } from './reference_model.ts';
import { slowLogProbs } from './slow_transformer.ts';

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

/** Parameters large enough that every path matters: at 0.02 attention is uniform and errors in it would not show. */
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

export function checkModel(it: TestAPI, expect: ExpectStatic, prepare: () => Promise<unknown>): void {
  const build = async (config = checkConfig, trainable = true) => {
    await prepare();
    return new ReferenceModel(config, roughParameters(config), trainable);
  };

  it('gives the log-probs of the slow twin, 0 where not scored', async () => {
    const model = await build();
    const { views, values } = model.snapshot();
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
    const { views, values } = model.snapshot();
    const noise = Stream.fromSeed(8);
    const coefficients = Float32Array.from(checkBatch.scored, (s) => (s ? noise.normal() : 0));
    await model.logProbs(checkBatch);
    await model.backward(coefficients);
    const gradient = model.gradientValues();
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

  it('puts all mass on the allowed tokens', async () => {
    const allowed = [null, [5, 6], [5, 6], [EOS]];
    const model = await build({ ...checkConfig, allowed });
    const batch = tokenBatch(
      [5, 6].flatMap((a) => [5, 6].map((b) => ({ prompt: [2], completion: [a, b, EOS] }))),
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
    const drawn = await model.generate({
      prompts: [[2]],
      samplesPerPrompt: 20,
      maxNewTokens: 3,
      temperature: 1,
      eos: EOS,
      seed: 1,
      round: 0,
      promptKeys: [0],
    });
    model.dispose();
    for (const { tokens } of drawn) {
      expect([5, 6]).toContain(tokens[0]);
      expect([5, 6]).toContain(tokens[1]);
      expect(tokens[2]).toBe(EOS);
    }
  });

  it('measures the divergence to another model as the slow twin does', async () => {
    const model = await build();
    const other = new ReferenceModel(checkConfig, roughParameters(checkConfig, 5), false);
    const { kl, entropy } = await model.divergence(checkBatch, other);
    const both = [model, other].map((m) => {
      const { views, values } = m.snapshot();
      return rows.map(({ prompt, completion }) =>
        slowLogProbs(checkConfig, views, Float64Array.from(values), [...prompt, ...completion].slice(0, -1)),
      );
    });
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

  it('leaves parameters and moments alone when the gradient is not finite', async () => {
    const model = await build();
    const before = model.snapshot().values;
    const moments = model.saveOptimiser();
    await model.logProbs(checkBatch);
    await model.backward(Float32Array.from(checkBatch.scored, (s) => (s ? NaN : 0)));
    const report = await model.step(adamw);
    expect(report.applied).toBe(false);
    expect(model.snapshot().values).toEqual(before);
    expect(model.saveOptimiser()).toEqual(moments);
    await expect(model.backward(new Float32Array(27))).rejects.toThrow('backward without logProbs');
    model.dispose();
  });
}
