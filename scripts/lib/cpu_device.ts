// The CPU engine in Node: its shards are threads.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CpuDevice, shardsFor } from '../../src/cpu/device.ts';
import { remoteShard } from '../../src/cpu/remote_shard.ts';
import type { Shard } from '../../src/cpu/shard.ts';
import { buildCpuEngine, cpuEngineFile } from './cpu_engine.mjs';

async function compiledCpuEngine(): Promise<WebAssembly.Module> {
  await buildCpuEngine();
  return WebAssembly.compile(readFileSync(cpuEngineFile));
}

/** A shard in a thread of its own, which does not keep the process alive. */
function openShardThread(module: WebAssembly.Module): Shard & { readonly thread: Worker } {
  const thread = new Worker(new URL('./cpu_shard_thread.mjs', import.meta.url), {
    workerData: module,
    execArgv: [],
  });
  thread.unref();
  let closed = false;
  let unanswered = 0;
  const shard = remoteShard({
    post(message, transfer) {
      unanswered++;
      thread.ref(); // until the answers come
      thread.postMessage(message, transfer);
    },
    onMessage(listener) {
      thread.on('message', (message) => {
        if (--unanswered === 0) thread.unref();
        listener(message);
      });
    },
    onDeath(listener) {
      thread.on('error', (error) => listener(error.message));
      thread.on('exit', (code) => {
        if (!closed) listener(`its thread ended with code ${code}`);
      });
    },
    terminate() {
      closed = true;
      void thread.terminate();
    },
  });
  return Object.assign(shard, { thread });
}

/** Shards that this machine has cores for. */
export const machineShards = (): number => shardsFor(availableParallelism());

/** The CPU as a device of 1, 2 or 4 threads, with the calling one. */
export async function openCpuDevice(shards: number, leastSpread?: number): Promise<CpuDevice> {
  const module = await compiledCpuEngine();
  return new CpuDevice(module, () => openShardThread(module), shards, leastSpread);
}
