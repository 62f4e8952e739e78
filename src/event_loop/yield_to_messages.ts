// Waits one turn of the event loop, so that messages get in: tfjs on WASM never leaves the microtask queue by itself. A
// timer would wait 4 ms each time once timers are nested.

/** Node's own way. There a port takes up to a thousand messages before timers and signals get their turn. */
const { setImmediate } = globalThis as { readonly setImmediate?: (task: () => void) => void };

const waiting: (() => void)[] = [];
let channel: MessageChannel | undefined;

function opened(): MessageChannel {
  const created = new MessageChannel();
  created.port1.onmessage = () => waiting.shift()?.();
  return created;
}

export const yieldToMessages = (): Promise<void> =>
  new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    channel ??= opened();
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
