import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../scripts/lib/cpu_device.ts';
import type { CpuDevice } from './device.ts';
import { checkRuns } from './run_checks.ts';

async function kill(device: CpuDevice, shard: number): Promise<void> {
  const { thread } = device.shardAt(shard) as unknown as { thread: Worker };
  await thread.terminate();
}

describe('CPU device in Node, with a message for everything', () => {
  checkRuns(it, expect, (shards) => openCpuDevice(shards, 0), kill);
});

describe('CPU device in Node, where little work stays on the calling thread', () => {
  checkRuns(it, expect, (shards) => openCpuDevice(shards), kill);
});
