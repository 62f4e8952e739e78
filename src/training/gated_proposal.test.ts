// GDC's gate and its Z on the real prior of `strings`, against enumeration of all 4,096 outcomes.
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { kl } from '../exact/divergence.ts';
import { OutcomeScorer } from '../exact/outcome_scorer.ts';
import { posterior } from '../exact/posterior.ts';
import { readPrior } from '../formats/prior.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { objectives } from '../objectives/index.ts';
import { Stream } from '../random/stream.ts';
import { goldReward } from '../reward/reward.ts';
import { strings } from '../tasks/strings/strings.ts';
import { GatedProposal } from './gated_proposal.ts';
import type { Models } from './models.ts';

const config: RunConfig = { ...defaults.strings, method: 'gdc', samplesPerPrompt: 128 };
const [prompt] = strings.prompts('train');
const REPEATS = 12;

let models: Models;
let exactGain: number;
let exactLogPartition: number;

beforeAll(async () => {
  await nodeBackends.activate('tfjs-wasm');
  const { config: shape, parameters } = readPrior(
    await readFile('public/models/strings/config.json', 'utf8'),
    await readFile('public/models/strings/model.safetensors'),
  );
  // A policy a little off the prior: its distance to the target differs measurably from the prior's.
  const noise = Stream.fromSeed(5);
  const moved = { ...parameters, values: parameters.values.map((value) => value + 0.05 * noise.normal()) };
  models = {
    policy: new ReferenceModel(shape, moved),
    prior: new ReferenceModel(shape, parameters, false),
    proposal: new ReferenceModel(shape, parameters, false),
    reward: goldReward(strings),
  };
  const scorer = new OutcomeScorer(strings);
  const logPrior = await scorer.logProbs(models.prior, prompt.tokens);
  const logPolicy = await scorer.logProbs(models.policy, prompt.tokens);
  const reward = Float64Array.from(scorer.outcomes, (outcome) => strings.reward(prompt, outcome));
  const { logPosterior, logPartition } = posterior(logPrior, reward, config.gamma);
  exactGain = kl(logPosterior, logPrior) - kl(logPosterior, logPolicy);
  exactLogPartition = logPartition;
  return () => {
    for (const model of Object.values(models)) model.dispose();
  };
});

const estimate = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
};

describe('the gate', () => {
  it('estimates how much closer the policy is to the target', async () => {
    const gains: number[] = [];
    for (let round = 1; round <= REPEATS; round++) {
      const gated = new GatedProposal(strings, models, config);
      await gated.start([prompt], config, round);
      const report = await gated.judge([prompt, prompt, prompt, prompt], config, round);
      expect(report.rows).toBe(4 * 128);
      gains.push(report.gain);
    }
    const { mean, error } = estimate(gains);
    expect(Math.abs(exactGain)).toBeGreaterThan(3 * error);
    // The estimate divides by a Z of 128 samples, so it is off by its relative error too; 4 errors hold both.
    expect(Math.abs(mean - exactGain)).toBeLessThan(4 * error);
  });

  it('starts Z from samples that are not trained on: GDC is not BRAIn without a baseline', async () => {
    const logZ: number[] = [];
    for (let round = 1; round <= REPEATS; round++) {
      const gated = new GatedProposal(strings, models, config);
      expect(gated.logPartition(prompt)).toBeUndefined();
      expect(await gated.start([prompt, prompt], config, round)).toBe(128);
      expect(await gated.start([prompt], config, round)).toBe(0);
      logZ.push(gated.logPartition(prompt)!);
    }
    const { mean, error } = estimate(logZ.map(Math.exp));
    expect(Math.abs(mean - Math.exp(exactLogPartition))).toBeLessThan(4 * error);
    const group = {
      logPolicy: [-3, -4],
      logPrior: [-3, -4],
      logProposal: [-3, -4],
      reward: [1, 0],
    };
    const rule = (method: 'gdc' | 'brain-without-baseline') =>
      objectives[method].rule({ ...group, logPartition: logZ[0] }, config).coefficients;
    const [gdc, alpha] = [rule('gdc'), rule('brain-without-baseline')];
    expect(Math.abs(gdc[0] / alpha[0] - 1)).toBeGreaterThan(0.01);
  });
});
