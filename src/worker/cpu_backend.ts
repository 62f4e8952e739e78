// The CPU engine in browsers: its kernels are fetched once, and its other shards are workers of this worker.
import { CpuDevice, shardsFor } from '../cpu/device.ts';
import wasmUrl from '../cpu/engine.wasm?url';
import { remoteShard, type Thread } from '../cpu/remote_shard.ts';
import type { Shard } from '../cpu/shard.ts';
import type { ActiveBackend } from '../session/backend.ts';
import { cpuBackend } from '../session/cpu_backend.ts';

let opened = 0;

/** A terminated worker raises no event. The browser then frees the lock that it held, and this end gets it. */
function watchLock(lock: string, died: (reason: string) => void): void {
  void navigator.locks?.request(lock, () => died('its worker ended'));
}

export function openShardWorker(module: WebAssembly.Module): Shard & { readonly worker: Worker } {
  const worker = new Worker(new URL('./cpu_shard_worker.ts', import.meta.url), {
    type: 'module',
    name: 'shard',
  });
  const lock = `shard ${opened++} of ${performance.timeOrigin} ${Math.random()}`;
  let ended = false;
  const thread: Thread = {
    post: (message, transfer) => worker.postMessage(message, [...transfer]),
    onMessage(listener) {
      worker.addEventListener('message', ({ data }) => {
        if (data !== 'serving') listener(data);
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
      // The worker has the lock when it serves; before that nobody could wait behind it.
      worker.addEventListener('message', ({ data }) => {
        if (data === 'serving') watchLock(lock, once);
      });
    },
    terminate() {
      ended = true;
      worker.terminate();
    },
  };
  const shard = remoteShard(thread);
  worker.postMessage({ module, lock });
  return Object.assign(shard, { worker });
}

async function compiled(): Promise<WebAssembly.Module> {
  const response = await fetch(wasmUrl);
  if (!response.ok) throw new Error(`the CPU engine could not be loaded (${response.status})`);
  return WebAssembly.compile(await response.arrayBuffer());
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
