// Worker entry of one shard of the CPU engine. The first message brings the compiled kernels.
import { type Port, serveShard } from '../cpu/remote_shard.ts';
import { holdLifeline } from './lifeline.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

const port: Port = {
  post: (message, transfer) => scope.postMessage(message, [...transfer]),
  onMessage: (listener) => scope.addEventListener('message', ({ data }) => listener(data)),
};

scope.addEventListener(
  'message',
  ({ data }: MessageEvent<WebAssembly.Module>) => {
    serveShard(port, data);
    void holdLifeline((message) => scope.postMessage(message));
  },
  { once: true },
);
