// Runs in this tab's memory: where the browser keeps nothing, or no more.
import { checkPart } from '../../session/journal/run_piece.ts';
import type { KeptRun } from './kept_run.ts';
import type { IndexedPiece, RunStore } from './run_store.ts';

/** @param beneath read where a piece is not in memory. */
export function memoryRuns(beneath?: RunStore): RunStore {
  const records = new Map<string, KeptRun>();
  const pieces = new Map<string, IndexedPiece>();
  const allInputs = new Map<string, Uint8Array<ArrayBuffer>>();
  const nameOf = (key: string, index: number) => `${key} ${index}`;
  const drop = (key: string) => {
    records.delete(key);
    for (const name of pieces.keys()) if (name.startsWith(`${key} `)) pieces.delete(name);
  };
  return {
    async list() {
      return { runs: [...records.values()].sort((a, b) => a.createdMs - b.createdMs), bad: [] };
    },
    async put(run, piece, droppedStates = [], inputs = new Map()) {
      for (const [digest, bytes] of inputs) allInputs.set(digest, bytes);
      records.set(run.key, run);
      if (piece) pieces.set(nameOf(run.key, piece.index), piece);
      for (const index of droppedStates) {
        const name = nameOf(run.key, index);
        const known = pieces.get(name);
        if (known) pieces.set(name, { ...known, state: undefined });
      }
    },
    async replace(run, whole, inputs) {
      drop(run.key);
      await this.put(run, undefined, [], inputs);
      for (const piece of whole) pieces.set(nameOf(run.key, piece.index), piece);
    },
    async piece(key, index, withState) {
      const piece = pieces.get(nameOf(key, index));
      if (!piece && beneath) return beneath.piece(key, index, withState);
      if (!piece || (withState && !piece.state))
        throw new Error(`invalid run: piece ${index} is missing (expected it in memory)`);
      const { history, groups, state, digests } = piece;
      checkPart('history', history, digests.history);
      return { history, groups, digests, ...(withState && { state }) };
    },
    async input(digest) {
      const bytes = allInputs.get(digest);
      if (bytes) return bytes;
      if (beneath) return beneath.input(digest);
      throw new Error(`invalid run: input ${digest.slice(0, 12)} is missing (expected it in memory)`);
    },
    async copyPieces(from, to, lastIndex) {
      for (let index = 0; index <= lastIndex; index++) {
        const piece = pieces.get(nameOf(from, index));
        if (piece)
          pieces.set(nameOf(to, index), index === lastIndex ? piece : { ...piece, state: undefined });
      }
    },
    async remove(key) {
      drop(key);
    },
  };
}
