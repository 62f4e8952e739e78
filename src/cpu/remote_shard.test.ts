import { readFileSync } from 'node:fs';
import { MessageChannel, type MessagePort, type Transferable } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { cpuEngineFile } from '../../scripts/lib/cpu_engine.mjs';
import { checkBatch, checkConfig, roughParameters } from '../model/checked_case.ts';
import { packBatch } from '../model/packing.ts';
import { type Port, remoteShard, serveShard } from './remote_shard.ts';
import type { CommandOf } from './shard.ts';

const module = new WebAssembly.Module(readFileSync(cpuEngineFile));
const { values } = roughParameters(checkConfig);
const batch = packBatch(checkBatch, true);

const { port1, port2 } = new MessageChannel();
afterEach(() => port1.close());

const portOf = (port: MessagePort): Port => ({
  post: (message, transfer) => port.postMessage(message, transfer as readonly Transferable[]),
  onMessage: (listener) => port.on('message', listener),
});

it('moves gradients and copies of parameters there and back in the same memory', async () => {
  serveShard(portOf(port2), module);
  const { post, onMessage } = portOf(port1);
  const sent: ArrayBufferLike[] = [];
  const returned: ArrayBufferLike[] = [];
  const shard = remoteShard({
    post(message, transfer) {
      const { command } = message as { command: CommandOf<'parameters' | 'backward'> };
      if (command.kind === 'parameters') sent.push(command.values.buffer);
      post(message, transfer);
      if (command.kind === 'backward') expect(command.room.length).toBe(0); // it has moved
    },
    onMessage: (listener) =>
      onMessage((message) => {
        const { spare } = message as { spare?: Float32Array };
        if (spare) returned.push(spare.buffer);
        listener(message);
      }),
    onDeath() {},
    terminate() {},
  });
  await shard.run({ kind: 'create', model: 1, config: checkConfig, trainable: true });
  const gradients: Float32Array[] = [];
  let room = new Float32Array(values.length);
  for (let step = 0; step < 3; step++) {
    await shard.run({ kind: 'parameters', model: 1, values });
    await shard.run({ kind: 'logProbs', model: 1, parts: [batch] });
    const coefficients = [new Float32Array(batch.counts.slots).fill(1)];
    const gradient = await shard.run({ kind: 'backward', model: 1, coefficients, room });
    gradients.push(gradient.slice());
    room = gradient as Float32Array<ArrayBuffer>;
  }
  expect(values.length).toBeGreaterThan(0); // its own have not moved
  expect(returned).toHaveLength(3);
  expect(sent).toHaveLength(3);
  sent.slice(1).forEach((buffer, i) => {
    expect(buffer).toBe(returned[i]);
  });
  expect(shard.bytes).toBeGreaterThan(values.byteLength);
  await shard.run({ kind: 'dispose', model: 1 });
  expect(shard.bytes).toBe(0);
  expect(gradients[0].some((g) => g !== 0)).toBe(true);
  expect(gradients[1]).toEqual(gradients[0]);
  expect(gradients[2]).toEqual(gradients[0]);
});
