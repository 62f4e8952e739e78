// What every implementation of `LanguageModel` must hold for every architecture that it knows, against the slow twin.
import type { ExpectStatic, TestAPI } from 'vitest';
import { Stream } from '../random/stream.ts';
import { frozenConfig } from './adapters.ts';
import { architectureCases } from './architecture_cases.ts';
import {
  adamw,
  type CreateModel,
  checkBatch,
  checkRows,
  EOS,
  roughParameters,
  slowBatch,
} from './checked_case.ts';
import type { ModelConfig } from './config.ts';
import { initialParameters, type Parameters, type ParameterView } from './parameters.ts';
import { drawKey, drawToken, sampleKey } from './sampling.ts';
import { slowLogProbs, slowValues } from './slow_transformer.ts';

/** Coefficients of the scored tokens, [B, T]. */
function coefficientsOf(noise: Stream): Float32Array {
  return Float32Array.from(checkBatch.scored, (s) => (s ? noise.normal() : 0));
}

/** The value head at the scored tokens, [B, T]. */
function slowValueBatch(config: ModelConfig, { views, frozen }: Parameters, values: Float64Array) {
  const result = new Float64Array(checkBatch.scored.length);
  checkRows.forEach(({ prompt, completion }, b) => {
    const all = slowValues(config, views, values, [...prompt, ...completion].slice(0, -1), frozen);
    completion.forEach((_, j) => {
      const t = prompt.length + j;
      result[b * checkBatch.length + t] = all[t - 1];
    });
  });
  return result;
}

/** Tokens that the slow twin draws. */
function slowDraws(config: ModelConfig, parameters: Parameters, prompt: readonly number[], key: number) {
  const { views, values, frozen } = parameters;
  const tokens: number[] = [];
  for (let j = 0; j < 4 && tokens.at(-1) !== EOS; j++) {
    const all = slowLogProbs(config, views, Float64Array.from(values), [...prompt, ...tokens], frozen);
    tokens.push(drawToken(Float32Array.from(all.at(-1)!), 1, drawKey(key, j)).token);
  }
  return tokens;
}

export function checkArchitectures(it: TestAPI, expect: ExpectStatic, create: CreateModel): void {
  for (const [name, config] of Object.entries(architectureCases)) {
    const parameters = roughParameters(config);
    const { views, values, frozen } = parameters;

    it(`${name}: gives log-probs and gradient of the slow twin`, async () => {
      const model = await create(config, parameters, true);
      const noise = Stream.fromSeed(8);
      const onLogProbs = coefficientsOf(noise);
      const onValues = config.valueHead ? coefficientsOf(noise) : undefined;
      const got = await model.logProbs(checkBatch);
      const estimates = config.valueHead && (await model.valueEstimates());
      await model.backward(onLogProbs, onValues);
      const gradient = await model.gradientValues();
      model.dispose();
      const exact = Float64Array.from(values);
      slowBatch(config, views, exact, frozen).forEach((value, i) => {
        expect(got[i]).toBeCloseTo(value, 4);
      });
      if (estimates)
        slowValueBatch(config, parameters, exact).forEach((value, i) => {
          expect(estimates[i]).toBeCloseTo(value, 4);
        });
      const objective = (v: Float64Array) =>
        slowBatch(config, views, v, frozen).reduce((sum, l, i) => sum + l * onLogProbs[i], 0) +
        (onValues
          ? slowValueBatch(config, parameters, v).reduce((sum, x, i) => sum + x * onValues[i], 0)
          : 0);
      const slope = (at: number) => {
        const moved = (by: number) => {
          const v = Float64Array.from(values);
          v[at] += by;
          return objective(v);
        };
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      };
      const placesOf = ({ offset, size }: ParameterView) =>
        noise.choose(
          Array.from({ length: size }, (_, i) => offset + i),
          Math.min(size, views.length > 30 ? 1 : 3),
        );
      for (const view of views)
        for (const at of placesOf(view)) {
          const difference = slope(at);
          expect(Math.abs(gradient[at] - difference), `${view.name}[${at - view.offset}]`).toBeLessThan(
            2e-3 * Math.max(1, Math.abs(difference)),
          );
        }
    });

    it(`${name}: draws the tokens of the slow twin, with the log-probs that scoring gives`, async () => {
      const prompts = [[2, 3, 4], [7], [2, 9, 10, 3, 4]];
      const model = await create(config, parameters, false);
      const drawn = await model.generate({
        prompts,
        samplesPerPrompt: 3,
        maxNewTokens: 4,
        temperature: 1,
        eos: EOS,
        seed: 4,
        round: 2,
        promptKeys: [0, 1, 2],
      });
      model.dispose();
      drawn.forEach(({ tokens, logProbs }, r) => {
        const p = Math.floor(r / 3);
        expect([...tokens], `row ${r}`).toEqual(
          slowDraws(config, parameters, prompts[p], sampleKey(4, 2, p, r % 3)),
        );
        const sequence = [...prompts[p], ...tokens].slice(0, -1);
        const all = slowLogProbs(config, views, Float64Array.from(values), sequence, frozen);
        tokens.forEach((token, j) => {
          expect(logProbs[j]).toBeCloseTo(all[prompts[p].length - 1 + j][token], 4);
        });
      });
    });
  }

  it('changes nothing with an adapter whose B is 0, to the bit', async () => {
    const config = architectureCases['adapters on every matrix of GPT-Neo'];
    const frozen = roughParameters(frozenConfig(config));
    const adapted = await create(config, { ...initialParameters(config, Stream.fromSeed(1)), frozen }, true);
    const plain = await create(frozenConfig(config), frozen, false);
    expect(await adapted.logProbs(checkBatch)).toEqual(await plain.logProbs(checkBatch));
    adapted.dispose();
    plain.dispose();
  });

  it('keeps models on the same frozen weights apart', async () => {
    const config = architectureCases['adapters and a value head on Llama'];
    const own = roughParameters(config);
    const other = { ...roughParameters(config, 7), frozen: own.frozen };
    const coefficients = coefficientsOf(Stream.fromSeed(8));
    const alone = await create(config, own, true);
    const expected = await alone.logProbs(checkBatch);
    await alone.backward(coefficients);
    const gradient = await alone.gradientValues();
    alone.dispose();

    const [policy, prior] = [await create(config, own, true), await create(config, other, false)];
    expect(await policy.logProbs(checkBatch)).toEqual(expected);
    // The other one uses the same memory between a batch's two halves.
    const ofOther = await prior.logProbs(checkBatch);
    expect(ofOther).not.toEqual(expected);
    await policy.backward(coefficients);
    expect(await policy.gradientValues()).toEqual(gradient);
    const { kl } = await policy.divergence(checkBatch, prior);
    expect(Math.max(...kl)).toBeGreaterThan(0.01);
    await policy.step(adamw);
    expect(await prior.logProbs(checkBatch)).toEqual(ofOther);
    const moved = await policy.logProbs(checkBatch);
    expect(moved).not.toEqual(expected);
    await prior.adopt(policy);
    expect(await prior.logProbs(checkBatch)).toEqual(moved);
    expect((await policy.snapshot()).values).toHaveLength(own.values.length);
    policy.dispose();
    // The frozen weights stay for as long as a model needs them.
    expect(await prior.logProbs(checkBatch)).toEqual(moved);
    prior.dispose();
    const again = await create(config, own, false);
    expect(await again.logProbs(checkBatch)).toEqual(expected);
    again.dispose();
  });
}
