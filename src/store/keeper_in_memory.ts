// Keeps runs for as long as the tab lives, or the process.
import { memoryRuns } from '../storage/runs/memory_runs.ts';
import { RunKeeper, type RunKeeperOptions } from './run_keeper.ts';

/** 128 random bits. Works on plain http too, where `randomUUID` is absent. */
export const newRunKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

export const keeperInMemory = (act: RunKeeperOptions['act']): RunKeeper =>
  new RunKeeper({
    store: memoryRuns(),
    claim: async () => ({ release: () => {} }),
    claimed: async () => [],
    act,
    tell: () => {},
    newKey: newRunKey,
  });
