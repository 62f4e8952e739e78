// All of a run that is kept, as it goes into a file, to a copy, or to another machine.
import type { RunConfig } from '../config/schema.ts';
import type { InputFiles } from '../session/journal/run_inputs.ts';
import { digestOf } from '../session/journal/run_piece.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import type { IndexedPiece, RunStore, StoredInputs } from '../storage/runs/run_store.ts';

export interface RunParts {
  readonly kept: KeptRun;
  readonly pieces: readonly IndexedPiece[];
  readonly inputs: InputFiles;
}

/** What a run trains on that the visitor gave. */
export async function storedInputFiles(store: RunStore, { inputs = {} }: KeptRun): Promise<InputFiles> {
  const files = Object.entries(inputs).map(
    async ([name, digest]) => [name, await store.input(digest)] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}

/** The same to be stored: their digests by name, and their bytes by digest. */
export function inputsToStore(files: InputFiles): {
  readonly digests: KeptRun['inputs'];
  readonly bytes: StoredInputs;
} {
  const named = Object.entries(files).map(([name, bytes]) => [name, digestOf(bytes), bytes] as const);
  return {
    digests: Object.fromEntries(named.map(([name, digest]) => [name, digest])),
    bytes: new Map(named.map(([, digest, bytes]) => [digest, bytes])),
  };
}

/** Settings as they stood after so many pieces. Live ones may have changed since. */
async function configAfter(store: RunStore, kept: KeptRun, pieces: number): Promise<RunConfig> {
  const { readHistory } = await import('../session/journal/run_history.ts');
  for (const { index } of kept.pieces.slice(pieces)) {
    const { history } = await store.piece(kept.key, index, false);
    const [change] = readHistory(history).changes;
    if (change) return change.from;
  }
  return kept.config;
}

/** The record of a run that was left after its piece `index`; the only state is that piece's. */
export async function recordAfter(store: RunStore, kept: KeptRun, index: number): Promise<KeptRun> {
  const upTo = kept.pieces.filter((piece) => piece.index <= index);
  const { step, round } = upTo.at(-1)!;
  const isWhole = upTo.length === kept.pieces.length;
  return {
    ...kept,
    config: await configAfter(store, kept, upTo.length),
    status: isWhole && kept.status === 'finished' ? 'finished' : 'paused',
    step,
    round,
    pieces: upTo.map((piece) =>
      piece.index === index ? piece : { ...piece, bytes: piece.bytes - piece.stateBytes, stateBytes: 0 },
    ),
  };
}

export async function runParts(store: RunStore, kept: KeptRun): Promise<RunParts> {
  const pieces = kept.pieces.map(async ({ index, stateBytes }) => ({
    index,
    ...(await store.piece(kept.key, index, stateBytes > 0)),
  }));
  return { kept, pieces: await Promise.all(pieces), inputs: await storedInputFiles(store, kept) };
}
