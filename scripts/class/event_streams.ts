// Streams of server-sent events (HTML, section 9.2) to pages that listen. One that does not read is closed.
import type { ServerResponse } from 'node:http';

const HEARTBEAT_MS = 15_000;
const MOST_UNREAD_BYTES = 1e6;

export class EventStreams {
  private readonly open = new Map<ServerResponse, string>();
  private readonly beating: NodeJS.Timeout;

  /** @param onChange called when one has come or gone. */
  constructor(
    private readonly most: { readonly all: number; readonly perAddress: number },
    private readonly onChange: () => void = () => {},
  ) {
    // A comment keeps the connection, and finds those that are gone.
    this.beating = setInterval(() => this.write(':\n\n'), HEARTBEAT_MS).unref();
  }

  get size(): number {
    return this.open.size;
  }

  hasRoomFor(address: string): boolean {
    const own = [...this.open.values()].filter((other) => other === address).length;
    return this.open.size < this.most.all && own < this.most.perAddress;
  }

  add(response: ServerResponse, address: string): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    this.open.set(response, address);
    response.once('close', () => {
      this.open.delete(response);
      this.onChange();
    });
    response.once('error', () => response.destroy());
    this.onChange();
  }

  send(event: string, data: unknown, to?: ServerResponse): void {
    this.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`, to);
  }

  close(): void {
    clearInterval(this.beating);
    for (const response of this.open.keys()) response.destroy();
  }

  private write(text: string, to?: ServerResponse): void {
    for (const response of to ? [to] : this.open.keys()) {
      response.write(text);
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    }
  }
}
