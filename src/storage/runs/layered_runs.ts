// Runs in the browser's storage for as long as it takes them, and from then on in memory.
import { memoryRuns } from './memory_runs.ts';
import type { RunStore } from './run_store.ts';

/** @param onTrouble told the error of the first write that failed. */
export function layeredRuns(lasting: RunStore, onTrouble: (error: unknown) => void): RunStore {
  const memory = memoryRuns(lasting);
  const inMemory = new Set<string>();
  let troubled = false;
  const trouble = (error: unknown) => {
    if (!troubled) onTrouble(error);
    troubled = true;
  };
  return {
    list: () => lasting.list(),
    async put(run, piece, droppedStates, inputs) {
      if (!inMemory.has(run.key))
        try {
          return await lasting.put(run, piece, droppedStates, inputs);
        } catch (error) {
          trouble(error);
          inMemory.add(run.key);
        }
      await memory.put(run, piece, droppedStates, inputs);
    },
    async replace(run, pieces, inputs) {
      try {
        await lasting.replace(run, pieces, inputs);
        await memory.remove(run.key);
        inMemory.delete(run.key);
      } catch (error) {
        trouble(error);
        inMemory.add(run.key);
        await memory.replace(run, pieces, inputs);
      }
    },
    input: (digest) => memory.input(digest),
    piece: (key, index, withState) => (inMemory.has(key) ? memory : lasting).piece(key, index, withState),
    async copyPieces(from, to, lastIndex) {
      if (inMemory.has(from)) {
        inMemory.add(to);
        return memory.copyPieces(from, to, lastIndex);
      }
      return lasting.copyPieces(from, to, lastIndex);
    },
    async remove(key) {
      if (inMemory.has(key)) await memory.remove(key);
      await lasting.remove(key).catch(trouble);
    },
  };
}
