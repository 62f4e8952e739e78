// The checks that every implementation of `LanguageModel` must pass on every backend. They compare it with the slow
// float64 twin, with finite differences of the twin, and with other paths of the same model.

import type { ExpectStatic, TestAPI } from 'vitest';
import { Stream } from '../random/stream.ts';
import { tokenBatch } from './batch.ts';
import {
  adamw,
  type CreateModel,
  checkBatch,
  checkConfig,
  checkRows,
  EOS,
  PAD,
  roughParameters,
  slowBatch,
} from './checked_case.ts';
import { withControlTokens } from './extend.ts';
import { checkGeneration } from './generation_checks.ts';
import { placedRows, scoredRows } from './rows.ts';
import { slowLogProbs, slowValues } from './slow_transformer.ts';

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

  it('computes the same whether or not neighbouring rows share their prompt', async () => {
    const [long, short] = [
      [2, 9, 10, 3, 4],
      [2, 9],
    ];
    const rows = [
      { prompt: long, completion: [8, 8, EOS] },
      { prompt: long, completion: [EOS] },
      { prompt: short, completion: [5, 6, 7, EOS] },
      { prompt: long, completion: [3, EOS] },
      { prompt: short, completion: [9, EOS] },
      { prompt: short, completion: [10, 10, 10, 10] },
    ];
    const together = [0, 1, 3, 2, 4, 5];
    const noise = Stream.fromSeed(6);
    const onRows = rows.map(({ completion }) => completion.map(() => noise.normal()));
    const model = await build();
    const measured = async (order: readonly number[]) => {
      const batch = tokenBatch(
        order.map((b) => rows[b]),
        9,
        4,
        PAD,
      );
      const logProbs = await model.logProbs(batch);
      await model.backward(
        placedRows(
          batch,
          order.map((b) => onRows[b]),
        ),
      );
      const byRow = scoredRows(batch, logProbs);
      return {
        logProbs: rows.flatMap((_, b) => byRow[order.indexOf(b)]),
        gradient: await model.gradientValues(),
      };
    };
    const apart = await measured([0, 2, 1, 4, 3, 5]);
    // The gradient accumulates: the second half is the neighbours'.
    const shared = await measured(together);
    model.dispose();
    shared.logProbs.forEach((value, i) => {
      expect(value).toBeCloseTo(apart.logProbs[i], 5);
    });
    const largest = apart.gradient.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
    shared.gradient.forEach((sum, i) => {
      expect(Math.abs(sum - 2 * apart.gradient[i])).toBeLessThan(1e-5 * largest);
    });
  });

  it('measures the divergence to another model as the slow twin does', async () => {
    const model = await build();
    const other = await create(checkConfig, roughParameters(checkConfig, 5), false);
    const { kl, entropy } = await model.divergence(checkBatch, other);
    const both = (await Promise.all([model.snapshot(), other.snapshot()])).map(({ views, values }) =>
      checkRows.map(({ prompt, completion }) =>
        slowLogProbs(checkConfig, views, Float64Array.from(values), [...prompt, ...completion].slice(0, -1)),
      ),
    );
    model.dispose();
    other.dispose();
    checkRows.forEach(({ prompt, completion }, b) => {
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
    checkRows.forEach(({ prompt, completion }, b) => {
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
      checkRows.forEach(({ prompt, completion }, b) => {
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

  checkGeneration(it, expect, create);
}
