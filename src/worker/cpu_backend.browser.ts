import { describe, expect, it } from 'vitest';
import { CpuDevice } from '../cpu/device.ts';
import wasmUrl from '../cpu/engine.wasm?url';
import { checkBits, checkDeaths } from '../cpu/run_checks.ts';
import { openShardWorker } from './cpu_backend.ts';
import { isServing } from './lifeline.ts';

const compiled = async () => WebAssembly.compile(await (await fetch(wasmUrl)).arrayBuffer());

async function open(shards: number): Promise<CpuDevice> {
  const module = await compiled();
  return new CpuDevice(module, () => openShardWorker(module), shards, 0); // a message for everything, however little
}

const workerOf = (device: CpuDevice, shard: number) =>
  (device.shardAt(shard) as ReturnType<typeof openShardWorker>).worker;

describe('CPU device in a browser', () => {
  checkBits(it, expect, open);
  // No event tells of a terminated worker.
  checkDeaths(it, expect, open, async (device, shard) => workerOf(device, shard).terminate());
});

describe('CPU device whose shard has an error in its script', () => {
  checkDeaths(it, expect, open, async (device, shard) => {
    workerOf(device, shard).postMessage(undefined); // no message of a shard: reading it throws
  });
});

describe('a shard in a browser', () => {
  it('says how its end is noticed before it answers', async () => {
    const shard = openShardWorker(await compiled());
    const messages: unknown[] = [];
    shard.worker.addEventListener('message', ({ data }) => messages.push(data));
    await shard.run({ kind: 'dispose', model: 1 });
    await shard.run({ kind: 'dispose', model: 2 });
    expect(isServing(messages[0])).toBe(true);
    shard.close();
  });
});
