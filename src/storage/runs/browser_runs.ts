// Runs in IndexedDB: records, histories with their groups, and states. States go sooner, because they are large.
import { reasonOf } from '../../errors/reason.ts';
import { checkPart, type RunPiece } from '../../session/journal/run_piece.ts';
import { database, RUN_HISTORIES, RUN_STATES, RUNS } from '../database.ts';
import { readKeptRun } from './kept_run.ts';
import type { BadRecord, RunStore, StoredPiece } from './run_store.ts';

type StoredHistory = Pick<RunPiece, 'history' | 'groups' | 'digests'>;

const ALL = [RUNS, RUN_HISTORIES, RUN_STATES];
/** Keys of a run's pieces are [run, index]. */
const piecesOf = (key: string) => IDBKeyRange.bound([key], [key, []]);

export const browserRuns = (): RunStore => ({
  async list() {
    const db = await database();
    const [keys, records] = await Promise.all([db.getAllKeys(RUNS), db.getAll(RUNS)]);
    const bad: BadRecord[] = [];
    const runs = records.flatMap((record, i) => {
      try {
        return [readKeptRun(record)];
      } catch (error) {
        bad.push({ key: String(keys[i]), reason: reasonOf(error), record });
        return [];
      }
    });
    return { runs: runs.sort((a, b) => a.createdMs - b.createdMs), bad };
  },
  async put(run, piece, droppedStates = []) {
    const transaction = (await database()).transaction(ALL, 'readwrite');
    const [runs, histories, states] = ALL.map((name) => transaction.objectStore(name));
    const writes: Promise<unknown>[] = [runs.put(run, run.key)];
    if (piece) {
      const { history, groups, state, digests } = piece;
      writes.push(
        histories.put({ history, groups, digests } satisfies StoredHistory, [run.key, piece.index]),
      );
      writes.push(states.put(state, [run.key, piece.index]));
    }
    for (const index of droppedStates) writes.push(states.delete([run.key, index]));
    await Promise.all([...writes, transaction.done]);
  },
  async piece(key, index, withState) {
    const db = await database();
    const stored: StoredHistory | undefined = await db.get(RUN_HISTORIES, [key, index]);
    if (!stored)
      throw new Error(`invalid run: piece ${index} is missing (expected it in the browser's storage)`);
    const { history, groups, digests } = stored;
    checkPart('history', history, digests.history);
    checkPart('groups', groups, digests.groups);
    if (!withState) return { history, groups, digests };
    const state: StoredPiece['state'] = await db.get(RUN_STATES, [key, index]);
    if (!state)
      throw new Error(
        `invalid run: the state of piece ${index} is missing (expected it in the browser's storage)`,
      );
    checkPart('state', state, digests.state);
    return { history, groups, digests, state };
  },
  async copyPieces(from, to, lastIndex) {
    const transaction = (await database()).transaction([RUN_HISTORIES, RUN_STATES], 'readwrite');
    const [histories, states] = [RUN_HISTORIES, RUN_STATES].map((name) => transaction.objectStore(name));
    for (let index = 0; index <= lastIndex; index++)
      await histories.put(await histories.get([from, index]), [to, index]);
    await states.put(await states.get([from, lastIndex]), [to, lastIndex]);
    await transaction.done;
  },
  async remove(key) {
    const transaction = (await database()).transaction(ALL, 'readwrite');
    const [runs, histories, states] = ALL.map((name) => transaction.objectStore(name));
    await Promise.all([
      runs.delete(key),
      histories.delete(piecesOf(key)),
      states.delete(piecesOf(key)),
      transaction.done,
    ]);
  },
});
