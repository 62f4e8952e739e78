import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { FRONTIER_STANDARD_ERROR, LEAST_ESS } from '../metrics/frontier.ts';
import { checkConfig, roughParameters } from '../model/checked_case.ts';
import type { Completion, GenerateOptions, LanguageModel } from '../model/language_model.ts';
import { Stream } from '../random/stream.ts';
import type { Reward } from '../reward/reward.ts';
import { tasks } from '../tasks/index.ts';
import { PriorSamples } from './prior_samples.ts';
import { type ReachableFrontier, reachableFrontier } from './reachable.ts';

const task = tasks.tldr;
const prompts = task.prompts('validation').slice(0, 64);

/** A prior that counts what it is asked for, and rewards of plus or minus `spread`. */
function counted(spread: number, rowsPerCall = 512) {
  const asked: GenerateOptions[] = [];
  const noise = Stream.fromSeed(3);
  const prior = {
    rowsPerCall,
    async generate(options: GenerateOptions): Promise<Completion[]> {
      asked.push(options);
      return Array.from({ length: options.prompts.length * options.samplesPerPrompt }, () => ({
        tokens: Int32Array.of(1),
        logProbs: Float32Array.of(0),
      }));
    },
  } as unknown as LanguageModel;
  const reward: Reward = {
    isGold: true,
    of: async (responses) => responses.map(() => (noise.uniform() < 0.5 ? -spread : spread)),
    dispose() {},
  };
  return { models: { prior, reward }, asked };
}

async function drawn(models: ReturnType<typeof counted>['models'], rewards: number[][]) {
  const estimates: ReachableFrontier[] = [];
  for await (const estimate of reachableFrontier({ task, models, prompts, seed: 1, rewards }))
    if (estimate) estimates.push(estimate);
  return estimates;
}
const none = () => prompts.map((): number[] => []);

describe('the reachable frontier of a run', () => {
  it('draws until its standard error is small enough, and not further', async () => {
    const rewards = none();
    const estimates = await drawn(counted(1.2).models, rewards);
    const worst = ({ points }: ReachableFrontier) =>
      Math.max(...points.map(({ standardError }) => standardError));
    expect(worst(estimates.at(-1)!)).toBeLessThanOrEqual(FRONTIER_STANDARD_ERROR);
    expect(worst(estimates.at(-2)!)).toBeGreaterThan(FRONTIER_STANDARD_ERROR);
    expect(estimates.filter(({ complete }) => complete)).toEqual([estimates.at(-1)]);
    expect(rewards[0].length).toBeLessThan(128);
  });

  it('goes on where the standard error is small but the line a stump', async () => {
    const rewards = none();
    await drawn(counted(0.3).models, rewards);
    expect(rewards[0].length).toBeGreaterThanOrEqual(3 * LEAST_ESS);
  });

  it('draws at most 128 of a prompt where that is not enough', async () => {
    const rewards = none();
    const estimates = await drawn(counted(4).models, rewards);
    expect(estimates.at(-1)!.complete).toBe(true);
    expect(rewards.every(({ length }) => length === 128)).toBe(true);
  });

  it('draws nothing where another run has drawn enough, and goes on where one stopped', async () => {
    const { models, asked } = counted(0.6);
    const rewards = none();
    await drawn(models, rewards);
    const calls = asked.length;
    expect((await drawn(models, rewards)).length).toBe(1);
    expect(asked).toHaveLength(calls);
    const rounds = asked.map(({ round }) => round);
    expect(rounds).toEqual(rounds.map((_, i) => i));
  });

  it('asks for a bounded number of rows, with the same samples', async () => {
    const [whole, parts] = [counted(0.6), counted(0.6, 16)];
    const [ofWhole, ofParts] = [none(), none()];
    await drawn(whole.models, ofWhole);
    await drawn(parts.models, ofParts);
    expect(ofParts).toEqual(ofWhole);
    expect(Math.max(...parts.asked.map((options) => options.prompts.length * options.samplesPerPrompt))).toBe(
      16,
    );
  });
});

it('prior samples are shared by runs of one task, seed and reward alone', () => {
  const samples = new PriorSamples();
  const config = defaults.tldr;
  const run = { task, config, rewardModel: undefined };
  const model = { config: checkConfig, parameters: roughParameters(checkConfig) };
  const rewardModel = { id: 1, model };
  const known = samples.of(run);
  expect(samples.of({ ...run, config: { ...config, gamma: 1, method: 'dpo' } })).toBe(known);
  const others = [
    { ...run, config: { ...config, seed: 2 } },
    { ...run, config: { ...config, evaluationPrompts: 8 } },
    { ...run, config: { ...config, reward: 'learned' as const } },
    { ...run, config: { ...config, reward: 'learned' as const }, rewardModel },
    { ...run, task: tasks.dialog },
  ].map((other) => samples.of(other));
  expect(new Set([known, ...others]).size).toBe(6);
});
