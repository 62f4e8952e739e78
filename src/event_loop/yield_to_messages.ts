// Waits one turn of the event loop, so that messages get in: tfjs on WASM never leaves the microtask queue by itself. A
// timer would wait 4 ms each time once timers are nested.

/** Node keeps a process alive for an open port; browsers do not. */
type Port = MessagePort & { ref?(): void; unref?(): void };

const waiting: (() => void)[] = [];
let channel: { readonly port1: Port; readonly port2: Port } | undefined;

function opened() {
  const { port1, port2 }: { port1: Port; port2: Port } = new MessageChannel();
  port1.onmessage = () => {
    waiting.shift()?.();
    if (waiting.length === 0) port1.unref?.();
  };
  return { port1, port2 };
}

export const yieldToMessages = (): Promise<void> =>
  new Promise((resolve) => {
    channel ??= opened();
    waiting.push(resolve);
    channel.port1.ref?.();
    channel.port2.postMessage(null);
  });
