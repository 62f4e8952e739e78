// Worker entry of one shard of the CPU engine. The first message brings the compiled kernels.
import { type Port, serveShard } from '../cpu/remote_shard.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

const port: Port = {
  post: (message, transfer) => scope.postMessage(message, [...transfer]),
  onMessage: (listener) => scope.addEventListener('message', ({ data }) => listener(data)),
};

scope.addEventListener(
  'message',
  ({ data }: MessageEvent<{ readonly module: WebAssembly.Module; readonly lock: string }>) => {
    serveShard(port, data.module);
    // Held for as long as the worker lives: whoever waits for this lock learns of its end.
    navigator.locks
      ?.request(data.lock, () => {
        scope.postMessage('serving');
        return new Promise(() => {});
      })
      .catch(() => {}); // locks can be forbidden with the rest of the storage
  },
  { once: true },
);
