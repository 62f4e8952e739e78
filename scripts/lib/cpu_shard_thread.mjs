// A thread of Node with one shard of the CPU engine. Its data is the compiled kernels. TypeScript is registered here,
// because threads do not inherit that.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { serveShard } = await import('../../src/cpu/remote_shard.ts');
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
serveShard(
  {
    post: (message, transfer) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => port.on('message', listener),
  },
  workerData,
);
