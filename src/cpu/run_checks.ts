// Checks of whole runs on the CPU device, for Node's threads and a browser's workers alike.
import type { ExpectStatic, TestAPI } from 'vitest';
import { adamw, checkBatch, checkConfig, roughParameters } from '../model/checked_case.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { CpuModel } from './cpu_model.ts';
import type { CpuDevice } from './device.ts';

/** FNV-1a of the bytes, to name many numbers by one. */
export function hashOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16);
}

/** Generated text's log-probs after them. */
const GENERATED = 'e9c677e1';

const coefficients = Float32Array.from(checkBatch.scored, (s, i) => s * (((i * 37) % 11) / 11 - 0.4));

async function steps(model: LanguageModel, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await model.logProbs(checkBatch);
    await model.backward(coefficients);
    await model.step({ ...adamw, learningRate: 1e-3 });
  }
}

const newModel = (device: CpuDevice) => new CpuModel(device, checkConfig, roughParameters(checkConfig));

/** Parameters after 60 steps; Node and Chromium, one thread and four, have given these bits. */
const AFTER_60_STEPS = '4ea41523';

/** Opens a device with so many shards. */
type Open = (shards: number) => Promise<CpuDevice>;

export function checkBits(it: TestAPI, expect: ExpectStatic, open: Open): void {
  for (const shards of [1, 2, 4]) {
    it(`gives the same bits on ${shards} shards as everywhere`, async () => {
      const device = await open(shards);
      const model = newModel(device);
      await steps(model, 60);
      expect(hashOf((await model.snapshot()).values)).toBe(AFTER_60_STEPS);
      const generated = await model.generate({
        prompts: [[2, 3, 4], [7]],
        samplesPerPrompt: 5,
        maxNewTokens: 4,
        temperature: 1,
        eos: 1,
        seed: 3,
        round: 0,
        promptKeys: [0, 1],
      });
      const logProbs = generated.flatMap((completion) => [...completion.logProbs]);
      expect(hashOf(Float32Array.from(logProbs))).toBe(GENERATED);
      device.close();
    });
  }
}

/** @param kill ends a shard as a crash would. */
export function checkDeaths(
  it: TestAPI,
  expect: ExpectStatic,
  open: Open,
  kill: (device: CpuDevice, shard: number) => Promise<void>,
): void {
  it('repeats a step whose shard dies, with the same result', async () => {
    const device = await open(4); // the first of them cannot die, since it is this thread
    const model = newModel(device);
    const frozen = new CpuModel(device, checkConfig, roughParameters(checkConfig, 5), false);
    await steps(model, 20);
    const first = [1, 2, 3].map((shard) => device.shardAt(shard));
    await kill(device, 1);
    await steps(model, 10); // at the way forward
    for (let i = 0; i < 30; i++) {
      await model.logProbs(checkBatch);
      if (i === 7) await kill(device, 2); // at the way back, with the activations
      await model.backward(coefficients);
      await model.step({ ...adamw, learningRate: 1e-3 });
      if (i === 12) {
        await kill(device, 3);
        await model.divergence(checkBatch, frozen);
      }
    }
    expect(hashOf((await model.snapshot()).values)).toBe(AFTER_60_STEPS);
    first.forEach((dead, i) => {
      expect(device.shardAt(i + 1)).not.toBe(dead);
    });
    device.close();
  });
}
