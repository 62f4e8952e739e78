// The CPU engine in browsers: its kernels are fetched once, and its other shards are workers of this worker.
import { CpuDevice, shardsFor } from '../cpu/device.ts';
import wasmUrl from '../cpu/engine.wasm?url';
import { remoteShard, type Thread } from '../cpu/remote_shard.ts';
import type { Shard } from '../cpu/shard.ts';
import type { ActiveBackend } from '../session/backend.ts';
import { cpuBackend } from '../session/cpu_backend.ts';
import { isServing, watchLifeline } from './lifeline.ts';
import { shippedFile } from './shipped_file.ts';

export function openShardWorker(module: WebAssembly.Module): Shard & { readonly worker: Worker } {
  const worker = new Worker(new URL('./cpu_shard_worker.ts', import.meta.url), {
    type: 'module',
    name: 'shard',
  });
  let ended = false;
  const thread: Thread = {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    onMessage(listener) {
      worker.addEventListener('message', ({ data }) => {
        if (!isServing(data)) listener(data);
      });
    },
    onDeath(listener) {
      const once = (reason: string) => {
        if (ended) return;
        ended = true;
        listener(reason);
      };
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        once(event.message || 'its script failed');
      });
      worker.addEventListener('message', ({ data }) => {
        if (isServing(data)) watchLifeline(data, () => once('its worker ended'));
      });
    },
    terminate() {
      ended = true;
      worker.terminate();
    },
  };
  const shard = remoteShard(thread);
  worker.postMessage(module);
  return Object.assign(shard, { worker });
}

async function compiled(): Promise<WebAssembly.Module> {
  const bytes = await shippedFile({
    url: new URL(wasmUrl, location.href),
    path: 'cpu/engine.wasm',
    awaited: { missing: 'The file of the CPU engine has not arrived', ofDevice: true },
    checkStatus({ ok, status }) {
      if (!ok) throw new Error(`the CPU engine could not be loaded (${status})`);
    },
  });
  return WebAssembly.compile(bytes);
}

/** The CPU as a device of 1, 2 or 4 threads, with the calling one. */
export async function openCpuDevice(shards: number): Promise<CpuDevice> {
  const module = await compiled();
  return new CpuDevice(module, () => openShardWorker(module), shards);
}

/** @param cores of the machine. */
export async function activateCpu(cores = navigator.hardwareConcurrency): Promise<ActiveBackend> {
  return cpuBackend(await openCpuDevice(shardsFor(cores)));
}
