import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../math/log_space.ts';
import { mean } from '../math/statistics.ts';
import { tokenBatch } from '../model/batch.ts';
import type { ModelConfig } from '../model/config.ts';
import { withControlTokens, withValueHead } from '../model/extend.ts';
import { type Parameters, parameterViews } from '../model/parameters.ts';
import { Stream } from '../random/stream.ts';
import { MarkovModel } from './markov_model.ts';
import { markovPrior } from './markov_prior.ts';

/** Symbols 3, 4 and 5 behind the prompts 6 and 7; 0 is pad, 1 begins a prompt. */
const config: ModelConfig = {
  vocabSize: 8,
  contextLength: 6,
  width: 0,
  layers: 0,
  heads: 0,
  tables: { symbols: [3, 4, 5], prompts: [6, 7] },
};
const rows = [
  { prompt: [1, 6], completion: [3, 4, 4, 5] },
  { prompt: [1, 6], completion: [5, 5] },
  { prompt: [1, 7], completion: [4, 3, 5, 3] },
];
const batch = tokenBatch(rows, 6, 4, 0);
const SETTINGS = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  gradientClip: 1,
};

function random(of: ModelConfig, seed = 1): Parameters {
  const views = parameterViews(of);
  const last = views[views.length - 1];
  const noise = Stream.fromSeed(seed);
  return { views, values: Float32Array.from({ length: last.offset + last.size }, () => noise.normal()) };
}

/** By the definition: W [4, 3], then U [2, 3]. */
function slowLogProbs(values: ArrayLike<number>, prompt: number, completion: readonly number[]): number[] {
  return completion.map((token, t) => {
    const before = t === 0 ? 3 : completion[t - 1] - 3;
    const logits = [0, 1, 2].map((v) => values[3 * before + v] + values[12 + 3 * (prompt - 6) + v]);
    return logSoftmax(logits)[token - 3];
  });
}

const slowAll = (values: ArrayLike<number>) =>
  rows.map(({ prompt, completion }) => slowLogProbs(values, prompt[1], completion));

describe('a model of tables', () => {
  it('gives the log-probs of the definition, 0 where not scored', async () => {
    const parameters = random(config);
    const got = await new MarkovModel(config, parameters).logProbs(batch);
    const expected = slowAll(parameters.values);
    rows.forEach(({ completion }, b) => {
      for (let t = 0; t < 6; t++) {
        const j = t - 2;
        if (j < 0 || j >= completion.length) expect(got[6 * b + t]).toBe(0);
        else expect(got[6 * b + t]).toBeCloseTo(expected[b][j], 6);
      }
    });
  });

  it('has the gradient of the finite difference, and adds up what is asked for twice', async () => {
    const parameters = random(config);
    const noise = Stream.fromSeed(8);
    const coefficients = Float32Array.from(batch.scored, (s) => (s ? noise.normal() : 0));
    const objective = (values: Float64Array) =>
      slowAll(values).reduce(
        (sum, row, b) => sum + row.reduce((total, l, j) => total + l * coefficients[6 * b + 2 + j], 0),
        0,
      );
    const model = new MarkovModel(config, parameters);
    for (const times of [1, 2]) {
      await model.logProbs(batch);
      await model.backward(coefficients);
      const gradient = await model.gradientValues();
      gradient.forEach((g, i) => {
        const moved = (by: number) => {
          const values = Float64Array.from(parameters.values);
          values[i] += by;
          return objective(values);
        };
        expect(g).toBeCloseTo((times * (moved(1e-5) - moved(-1e-5))) / 2e-5, 5);
      });
    }
  });

  it('draws as often as its log-probs say, the same for the same key', async () => {
    const parameters = random(config);
    const model = new MarkovModel(config, parameters, false);
    const options = {
      prompts: [
        [1, 6],
        [1, 7],
      ],
      samplesPerPrompt: 4000,
      maxNewTokens: 2,
      temperature: 1,
      eos: 2,
      seed: 4,
      round: 2,
      promptKeys: [5, 9],
    };
    const drawn = await model.generate(options);
    expect(await model.generate(options)).toEqual(drawn);
    expect(await model.generate({ ...options, samplesPerPrompt: 3, firstSample: 10 })).toEqual(
      [0, 4000].flatMap((from) => drawn.slice(from + 10, from + 13)),
    );
    for (const [p, prompt] of [6, 7].entries()) {
      const own = drawn.slice(4000 * p, 4000 * (p + 1));
      for (const first of [3, 4, 5])
        for (const second of [3, 4, 5]) {
          const expected = slowLogProbs(parameters.values, prompt, [first, second]);
          const hits = own.filter(({ tokens }) => tokens[0] === first && tokens[1] === second);
          const probability = Math.exp(expected[0] + expected[1]);
          const error = Math.sqrt((probability * (1 - probability)) / 4000);
          expect(Math.abs(hits.length / 4000 - probability)).toBeLessThan(4 * error);
          hits[0]?.logProbs.forEach((l, t) => {
            expect(l).toBeCloseTo(expected[t], 6);
          });
        }
    }
  });

  it('measures divergence and distributions as the definition does', async () => {
    const [own, other] = [random(config), random(config, 2)];
    const model = new MarkovModel(config, own);
    const { kl, entropy } = await model.divergence(batch, new MarkovModel(config, other, false));
    const all = await model.distributions(batch);
    rows.forEach(({ prompt, completion }, b) => {
      completion.forEach((_, j) => {
        const of = (values: Float32Array) =>
          [3, 4, 5].map((token) => slowLogProbs(values, prompt[1], [...completion.slice(0, j), token])[j]);
        const [q, p] = [of(own.values), of(other.values)];
        const at = 6 * b + 2 + j;
        expect(kl[at]).toBeCloseTo(
          q.reduce((sum, l, v) => sum + Math.exp(l) * (l - p[v]), 0),
          5,
        );
        expect(entropy[at]).toBeCloseTo(-q.reduce((sum, l) => sum + Math.exp(l) * l, 0), 5);
        const slot = (4 * b + j) * 8;
        q.forEach((l, v) => {
          expect(all[slot + 3 + v]).toBeCloseTo(l, 5);
        });
        for (const token of [0, 1, 2, 6, 7]) expect(all[slot + token]).toBeLessThan(-1e8);
      });
    });
  });

  it('scores a token without a column behind the symbol before it, and begins anew behind it', async () => {
    const { config: valued } = withValueHead({ config, parameters: random(config) });
    const foreign = tokenBatch([{ prompt: [1, 6], completion: [4, 2, 5] }], 6, 4, 0);
    const [own, other] = [random(valued), random(valued, 2)];
    const model = new MarkovModel(valued, own);
    const after = async (symbols: readonly number[]) =>
      model.logProbs(tokenBatch([{ prompt: [1, 6], completion: symbols }], 6, 4, 0));
    const got = await model.logProbs(foreign);
    expect(got[3]).toBeLessThan(-1e8);
    expect(got[4]).toBe((await after([5]))[2]);
    await model.logProbs(foreign);
    const values = await model.valueEstimates();
    const { kl, entropy } = await model.divergence(foreign, new MarkovModel(valued, other));
    const all = await model.distributions(foreign);
    const plain = tokenBatch([{ prompt: [1, 6], completion: [4, 4, 5] }], 6, 4, 0);
    const reference = await model.divergence(plain, new MarkovModel(valued, other));
    expect([kl[3], entropy[3]]).toEqual([reference.kl[3], reference.entropy[3]]);
    expect(all.slice(8, 16)).toEqual((await model.distributions(plain)).slice(8, 16));
    await model.logProbs(plain);
    expect(values[3]).toBe((await model.valueEstimates())[3]);
  });

  it('takes steps of AdamW, and none along a gradient that is not finite', async () => {
    const model = new MarkovModel(config, random(config));
    const before = (await model.snapshot()).values;
    const moments = await model.saveOptimiser();
    await model.logProbs(batch);
    await model.backward(Float32Array.from(batch.scored, (s) => (s ? Number.NaN : 0)));
    expect((await model.step(SETTINGS)).applied).toBe(false);
    expect((await model.snapshot()).values).toEqual(before);
    expect(await model.saveOptimiser()).toEqual(moments);
    await expect(model.backward(new Float32Array(18))).rejects.toThrow('backward without logProbs');
    await model.logProbs(batch);
    await model.backward(Float32Array.from(batch.scored));
    const gradient = await model.gradientValues();
    const { gradientNorm } = await model.step({ ...SETTINGS, weightDecay: 0 });
    expect(gradientNorm).toBeCloseTo(Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)), 5);
    // The first step of Adam is the learning rate along the sign.
    (await model.snapshot()).values.forEach((value, i) => {
      expect(value - before[i]).toBeCloseTo(0.01 * Math.sign(gradient[i]), 4);
    });
    const other = new MarkovModel(config, random(config, 3), false);
    await other.adopt(model);
    expect(await other.logProbs(batch)).toEqual(await model.logProbs(batch));
    await expect(other.step(SETTINGS)).rejects.toThrow('step on a frozen model');
  });

  it('computes the same with control tokens, which learn a row of their own', async () => {
    const parameters = random(config);
    const extended = withControlTokens({ config, parameters }, 2, 1);
    const model = new MarkovModel(extended.config, extended.parameters);
    const tagged = { ...batch, tokens: batch.tokens.slice() };
    tagged.tokens[0] = config.vocabSize + 1; // row 0 begins with the second control token
    const plain = new MarkovModel(config, parameters);
    expect(await model.logProbs(tagged)).toEqual(await plain.logProbs(batch));
    await model.backward(Float32Array.from(batch.scored));
    const gradient = await model.gradientValues();
    expect([...gradient.subarray(18, 21)]).toEqual([0, 0, 0]);
    expect(Math.abs(gradient[21])).toBeGreaterThan(0.01);
  });

  it('has values that are linear in the rows read, with their gradient', async () => {
    const extended = withValueHead({ config, parameters: random(config) });
    const views = parameterViews(extended.config);
    const model = new MarkovModel(extended.config, { views, values: random(extended.config).values });
    const { values } = await model.snapshot();
    await model.logProbs(batch);
    const estimates = await model.valueEstimates();
    const weights = values.subarray(18, 24); // [V + 1] of the previous symbol, then [C] of the prompt
    const ones = Float32Array.from(batch.scored);
    rows.forEach(({ prompt, completion }, b) => {
      completion.forEach((_, j) => {
        const before = j === 0 ? 3 : completion[j - 1] - 3;
        expect(estimates[6 * b + 2 + j]).toBeCloseTo(
          weights[before] + weights[4 + prompt[1] - 6] + values[24],
          5,
        );
      });
    });
    await model.backward(new Float32Array(18), ones);
    // Tokens behind 3, 4, 5 and the start; of the prompts 6 and 7; all.
    expect([...(await model.gradientValues()).subarray(18)]).toEqual([2, 3, 2, 3, 6, 4, 10]);
  });

  it('refuses a transformer', () => {
    const { tables: _, ...transformer } = config;
    expect(() => new MarkovModel(transformer, random(config))).toThrow('expected a model of tables');
  });
});

it('the prior of a world has 200 weights, and the entropy that a response of the task has', async () => {
  const { config: shape, parameters } = markovPrior({ world: 1, rewardSpread: 0.5 });
  expect(parameters.values).toHaveLength(200);
  const model = new MarkovModel(shape, parameters, false);
  const drawn = await model.generate({
    prompts: [[1, shape.tables!.prompts[0]]],
    samplesPerPrompt: 500,
    maxNewTokens: 16,
    temperature: 1,
    eos: 2,
    seed: 1,
    round: 0,
    promptKeys: [0],
  });
  const entropy = -mean(drawn.map(({ logProbs }) => logProbs.reduce((sum, l) => sum + l, 0)));
  expect(entropy).toBeGreaterThan(15);
  expect(entropy).toBeLessThan(16 * Math.log(8));
});
