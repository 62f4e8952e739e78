// One shard of the CPU engine in a thread of Node. Its data is the compiled kernels.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { serveShard } from '../../src/cpu/remote_shard.ts';

const port = parentPort as MessagePort;
serveShard(
  {
    post: (message, transfer) => port.postMessage(message, [...transfer]),
    onMessage: (listener) => port.on('message', listener),
  },
  workerData as WebAssembly.Module,
);
