// A shard in another thread: its messages at both ends. Browsers and Node open threads in different ways.
import { reasonOf } from '../errors/reason.ts';
import { OutOfMemoryError } from './heap.ts';
import { type Shard, type ShardCommand, ShardDeath, ShardModels } from './shard.ts';

interface Asked {
  readonly id: number;
  readonly command: ShardCommand;
}

interface Answered {
  readonly id: number;
  readonly bytes: number;
  readonly reply?: unknown;
  /** The memory of parameters, for the next ones. */
  readonly spare?: Float32Array;
  readonly failure?: { readonly message: string; readonly outOfMemory: boolean };
}

export interface Port {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** Largest memory of parameters to keep for the next ones. More is sent seldom, as its steps take long. */
const MOST_SPARE_FLOATS = 2 ** 22;

/** Buffers that move instead of being copied. */
function buffersIn(values: unknown): ArrayBuffer[] {
  if (values instanceof Float32Array) return [values.buffer as ArrayBuffer];
  return Array.isArray(values) ? values.flatMap(buffersIn) : [];
}

/**
 * What to post for a command, and the buffers that move with it. A message clones the whole buffer behind a view, which
 * for a model's parameters is the memory of its optimiser, so their copy is posted instead.
 * @param spare memory for that copy, if it has the size.
 */
function posted(
  command: ShardCommand,
  spare: Float32Array | undefined,
): { readonly command: ShardCommand; readonly moved: readonly ArrayBuffer[] } {
  if (command.kind === 'backward') return { command, moved: buffersIn(command.room) };
  if (command.kind !== 'parameters') return { command, moved: [] };
  const { length } = command.values;
  const values = spare?.length === length ? spare : new Float32Array(length);
  values.set(command.values);
  return { command: { ...command, values }, moved: buffersIn(values) };
}

/** The thread's end. */
export function serveShard(port: Port, module: WebAssembly.Module): void {
  const models = new ShardModels(module);
  port.onMessage((message) => {
    const { id, command } = message as Asked;
    try {
      const reply = models.run(command);
      const isSpare = command.kind === 'parameters' && command.values.length <= MOST_SPARE_FLOATS;
      const spare = isSpare ? command.values : undefined;
      const answer = { id, bytes: models.bytes, reply, spare } satisfies Answered;
      port.post(answer, [...buffersIn(reply), ...buffersIn(spare)]);
    } catch (error) {
      const failure = { message: reasonOf(error), outOfMemory: error instanceof OutOfMemoryError };
      port.post({ id, bytes: models.bytes, failure } satisfies Answered, []);
    }
  });
}

/** The device's end. */
export interface Thread extends Port {
  /** Called once if the thread ends by itself. */
  onDeath(listener: (reason: string) => void): void;
  terminate(): void;
}

export function remoteShard(thread: Thread): Shard {
  const open = new Map<number, { resolve(reply: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  let bytes = 0;
  let spare: Float32Array | undefined;
  let death: ShardDeath | undefined;
  thread.onMessage((message) => {
    const { id, reply, failure, ...answered } = message as Answered;
    const asked = open.get(id);
    open.delete(id);
    bytes = answered.bytes;
    spare = answered.spare ?? spare;
    if (!failure) asked?.resolve(reply);
    else if (failure.outOfMemory) asked?.reject(new OutOfMemoryError(failure.message));
    else asked?.reject(new Error(failure.message));
  });
  thread.onDeath((reason) => {
    death = new ShardDeath(`a shard stopped: ${reason}`);
    for (const { reject } of open.values()) reject(death);
    open.clear();
  });
  return {
    run(command) {
      if (death) return Promise.reject(death);
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        open.set(id, { resolve: resolve as (reply: unknown) => void, reject });
        const { moved, ...sent } = posted(command, spare);
        if (command.kind === 'parameters' || command.kind === 'dispose') spare = undefined;
        thread.post({ id, ...sent } satisfies Asked, moved);
      });
    },
    get bytes() {
      return bytes + (spare?.byteLength ?? 0);
    },
    close() {
      thread.terminate();
    },
  };
}
