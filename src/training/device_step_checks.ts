// Steps that the device takes by itself, as the product sends them: they follow the steps in three calls, one submit each,
// and nobody waits for one before the next is sent.
import type { ExpectStatic, TestAPI } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { EngineModel } from '../engine/engine_model.ts';
import type { Gpu } from '../engine/gpu.ts';
import { callsOf, countGpuCalls } from '../engine/gpu_calls.ts';
import { tokenBatch } from '../model/batch.ts';
import { roughParameters } from '../model/checked_case.ts';
import type { ModelConfig } from '../model/config.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { reduceLogProbs } from '../model/rows.ts';
import { alphaWeights } from '../objectives/brain.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import type { MethodName } from '../objectives/index.ts';
import { Stream } from '../random/stream.ts';
import { sendStep } from './step.ts';

const config: ModelConfig = { vocabSize: 19, contextLength: 14, width: 20, layers: 2, heads: 2 };
const EOS = 1;
const PROMPTS = [[2, 3, 4], [7], [5, 9, 10, 3, 4]];
const SAMPLES = 4;
const settings: RunConfig = { ...defaults.strings, learningRate: 2e-3, gamma: 0.5, logProbReduction: 'sum' };

/** Groups that the model has sampled, with noise for rewards. */
async function sampledGroups(model: LanguageModel): Promise<ReplayGroup[]> {
  const noise = Stream.fromSeed(7);
  const drawn = await model.generate({
    prompts: PROMPTS,
    samplesPerPrompt: SAMPLES,
    maxNewTokens: 7,
    temperature: 1,
    eos: EOS,
    seed: 4,
    round: 1,
    promptKeys: [0, 1, 2],
  });
  return PROMPTS.map((tokens, g) => {
    const completions = drawn.slice(g * SAMPLES, (g + 1) * SAMPLES);
    const ofTokens = completions.map(({ logProbs }) => ({
      logProposal: [...logProbs],
      logPrior: [...logProbs].map((l) => l - 0.1),
    }));
    const reduced = (name: 'logProposal' | 'logPrior') =>
      ofTokens.map((one) => reduceLogProbs(one[name], 'sum'));
    const group = { logProposal: reduced('logProposal'), logPrior: reduced('logPrior') };
    const reward = completions.map(() => noise.normal());
    return {
      ...group,
      round: 1,
      prompt: { id: g, split: 'train', text: '', tokens, gold: [EOS] },
      completions,
      reward,
      tokens: ofTokens,
      alpha: alphaWeights({ ...group, reward }, settings.gamma),
    };
  });
}

const batchOf = (groups: readonly ReplayGroup[]) =>
  tokenBatch(
    groups.flatMap(({ prompt, completions }) =>
      completions.map(({ tokens }) => ({ prompt: prompt.tokens, completion: tokens })),
    ),
    14,
    7,
    0,
  );

/** The same model without the ability. */
const inCalls = (model: EngineModel): LanguageModel =>
  Object.assign(Object.create(model), { stepBy: undefined });

const context = {
  round: 1,
  runFigures: () => ({ rewardBaseline: 0.1, logPartition: 0.2 }),
  abandoned: () => false,
};

export function checkDeviceSteps(it: TestAPI, expect: ExpectStatic, gpu: Gpu): void {
  const build = () => EngineModel.create(gpu, config, roughParameters(config));
  const send = (model: LanguageModel, groups: readonly ReplayGroup[], changed: Partial<RunConfig> = {}) =>
    sendStep(model, batchOf(groups), groups, { ...settings, ...changed }, context);

  /** Steps on one group after the other, at most three under way. */
  async function run(
    model: LanguageModel,
    groups: readonly ReplayGroup[],
    method: MethodName,
    steps: number,
  ) {
    const losses: number[] = [];
    const underWay: Promise<{ loss: number }>[] = [];
    for (let step = 0; step < steps; step++) {
      const { result, late } = await send(model, [groups[step % 3], groups[(step + 1) % 3]], { method });
      expect(late).toBe(model.stepBy !== undefined);
      underWay.push(result);
      if (!late || underWay.length === 3) losses.push((await underWay.shift()!).loss);
    }
    for (const result of underWay) losses.push((await result).loss);
    return losses;
  }

  /** Of the parameters some have no gradient but rounding errors, which AdamW makes large. */
  async function expectSameLogProbs(
    one: LanguageModel,
    other: LanguageModel,
    groups: readonly ReplayGroup[],
    most: number,
  ) {
    const [got, expected] = [await one.logProbs(batchOf(groups)), await other.logProbs(batchOf(groups))];
    got.forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(most);
    });
  }

  for (const [method, steps] of [
    ['brain', 50],
    ['dpo-sft', 10],
    ['grpo', 10],
  ] as const) {
    it(`${steps} steps of ${method} on the device are those in three calls, to 1e-3`, async () => {
      const [ahead, model] = [await build(), await build()];
      const groups = await sampledGroups(ahead);
      const got = await run(ahead, groups, method, steps);
      const expected = await run(inCalls(model), groups, method, steps);
      got.forEach((loss, step) => {
        expect(Math.abs(loss - expected[step]), `step ${step}`).toBeLessThan(1e-3);
      });
      await expectSameLogProbs(ahead, model, groups, 1e-3);
      const [moments, inTheOther] = [await ahead.saveOptimiser(), await model.saveOptimiser()];
      expect(moments.step).toBe(steps);
      expect(inTheOther.step).toBe(steps);
      ahead.dispose();
      model.dispose();
    });
  }

  it('a step is one submit of one pass, and three are sent while no read-back has come', async () => {
    countGpuCalls();
    const model = await build();
    const groups = await sampledGroups(model);
    await (await send(model, groups)).result;
    const { mapAsync } = GPUBuffer.prototype;
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    GPUBuffer.prototype.mapAsync = async function (this: GPUBuffer, ...given) {
      await released;
      return mapAsync.apply(this, given);
    };
    try {
      const results: Promise<unknown>[] = [];
      const { submits, passes, readBacks } = await callsOf(async () => {
        for (let step = 0; step < 3; step++) results.push((await send(model, groups)).result);
      });
      expect({ submits, passes, readBacks }).toEqual({ submits: 3, passes: 3, readBacks: 0 });
      release();
      const calls = await callsOf(() => Promise.all(results));
      expect(calls).toEqual({ dispatches: 0, passes: 0, submits: 0, readBacks: 3 });
    } finally {
      release();
      GPUBuffer.prototype.mapAsync = mapAsync;
    }
    model.dispose();
  });

  it('a step with a coefficient that is not finite changes nothing, and the ones behind it go on', async () => {
    const [ahead, model] = [await build(), await build()];
    const groups = await sampledGroups(ahead);
    // Single precision does not hold it.
    const broken = groups.map((group) => ({ ...group, alpha: group.alpha.map(() => 1e39) }));
    const method = 'brain-without-baseline';
    const flights = [];
    for (const each of [groups, broken, groups]) flights.push(await send(ahead, each, { method }));
    const results = await Promise.all(flights.map(({ result }) => result));
    expect(results.map(({ report }) => report.applied)).toEqual([true, false, true]);
    expect(results[1].skipped).toBe('gradient norm is NaN');
    for (let step = 0; step < 2; step++) await (await send(inCalls(model), groups, { method })).result;
    await expectSameLogProbs(ahead, model, groups, 1e-4);
    expect((await ahead.saveOptimiser()).step).toBe(2);
    ahead.dispose();
    model.dispose();
  });

  it('a step with a log-prob that is not finite changes nothing', async () => {
    const model = await build();
    const groups = await sampledGroups(model);
    await (await send(model, groups)).result;
    const sound = await model.snapshot();
    model.restore({
      ...sound,
      values: sound.values.map((v, i) => (i === 3 * config.width ? Number.NaN : v)),
    });
    const [before, moments] = [await model.snapshot(), await model.saveOptimiser()];
    const { report, skipped } = await (await send(model, groups)).result;
    expect(report.applied).toBe(false);
    expect(skipped).toMatch(/log-prob of row \d+ is NaN/);
    expect(await model.snapshot()).toEqual(before);
    expect(await model.saveOptimiser()).toEqual(moments);
    model.restore(sound);
    expect((await (await send(model, groups)).result).report.applied).toBe(true);
    model.dispose();
  });

  it('steps on the device repeat themselves bit by bit, and leave every allocation flat', async () => {
    const once = async () => {
      const model = await build();
      const groups = await sampledGroups(model);
      await run(model, groups, 'brain', 6);
      const before = { ...gpu.memory, buffers: gpu.bufferCount };
      const losses = await run(model, groups, 'brain', 30);
      expect({ ...gpu.memory, buffers: gpu.bufferCount }).toEqual(before);
      const { values } = await model.snapshot();
      model.dispose();
      return { losses, values };
    };
    expect(await once()).toEqual(await once());
  });

  it('refuses a fifth step while four are under way, and a model that is frozen', async () => {
    const model = await build();
    const groups = await sampledGroups(model);
    const flights = [];
    for (let step = 0; step < 4; step++) flights.push(await send(model, groups));
    await expect(send(model, groups)).rejects.toThrow('4 are under way');
    await Promise.all(flights.map(({ result }) => result));
    const frozen = await EngineModel.create(gpu, config, roughParameters(config), false);
    await expect(send(frozen, groups)).rejects.toThrow('stepBy on a frozen model');
    model.dispose();
    frozen.dispose();
  });
}
