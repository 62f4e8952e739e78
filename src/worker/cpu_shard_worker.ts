// Worker entry of one shard of the CPU engine. The first message brings the compiled kernels. The worker answers nothing
// before it has said how its end is noticed. So no shard that has answered once ends unseen.
import { serveShard } from '../cpu/remote_shard.ts';
import { holdLifeline } from './lifeline.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener(
  'message',
  ({ data: module }: MessageEvent<WebAssembly.Module>) => {
    const early: unknown[] = [];
    let listen = (message: unknown): void => {
      early.push(message);
    };
    scope.addEventListener('message', ({ data }) => listen(data));
    void holdLifeline((message) => scope.postMessage(message)).then(() =>
      serveShard(
        {
          post: (message, transfer) => scope.postMessage(message, [...transfer]),
          onMessage(listener) {
            listen = listener;
            for (const message of early.splice(0)) listener(message);
          },
        },
        module,
      ),
    );
  },
  { once: true },
);
