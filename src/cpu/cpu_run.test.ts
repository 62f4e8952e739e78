import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../scripts/lib/cpu_device.ts';
import { checkRuns } from './run_checks.ts';

describe('CPU device in Node', () => {
  checkRuns(it, expect, openCpuDevice, async (device, shard) => {
    const { thread } = device.shardAt(shard) as unknown as { thread: Worker };
    await thread.terminate();
  });
});
