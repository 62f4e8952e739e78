import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../scripts/lib/cpu_device.ts';
import type { CpuDevice } from './device.ts';
import { checkBits, checkDeaths } from './run_checks.ts';

async function kill(device: CpuDevice, shard: number): Promise<void> {
  const { thread } = device.shardAt(shard) as unknown as { thread: Worker };
  await thread.terminate();
}

describe('CPU device in Node, with a message for everything', () => {
  const open = (shards: number) => openCpuDevice(shards, 0);
  checkBits(it, expect, open);
  checkDeaths(it, expect, open, kill);
});

describe('CPU device in Node, where little work stays on the calling thread', () => {
  checkBits(it, expect, openCpuDevice);
});
