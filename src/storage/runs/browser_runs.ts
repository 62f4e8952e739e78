// Runs in IndexedDB: records, histories with their groups, and states. States go sooner, because they are large.

import type { IDBPTransaction } from 'idb';
import { reasonOf } from '../../errors/reason.ts';
import { checkPart } from '../../session/journal/run_piece.ts';
import { database, RUN_HISTORIES, RUN_INPUTS, RUN_STATES, RUNS } from '../database.ts';
import { type KeptRun, readKeptRun } from './kept_run.ts';
import type { BadRecord, IndexedPiece, RunStore, StoredInputs, StoredPiece } from './run_store.ts';

type StoredHistory = Pick<StoredPiece, 'history' | 'groups' | 'digests'>;

const ALL = [RUNS, RUN_HISTORIES, RUN_STATES, RUN_INPUTS];
type Writing = IDBPTransaction<unknown, string[], 'readwrite'>;
/** Keys of a run's pieces are [run, index]. */
const piecesOf = (key: string) => IDBKeyRange.bound([key], [key, []]);

const putPiece = (writing: Writing, key: string, piece: IndexedPiece): Promise<unknown>[] => {
  const { index, history, groups, state, digests } = piece;
  const stored: StoredHistory = { history, groups, digests };
  return [
    writing.objectStore(RUN_HISTORIES).put(stored, [key, index]),
    writing.objectStore(RUN_STATES).put(state, [key, index]),
  ];
};

const putInputs = (writing: Writing, inputs: StoredInputs): Promise<unknown>[] =>
  [...inputs].map(([digest, bytes]) => writing.objectStore(RUN_INPUTS).put(bytes, digest));

/** Inputs that no run reads any more go with the last one. */
async function dropUnread(writing: Writing): Promise<void> {
  const records: readonly (Partial<KeptRun> | undefined)[] = await writing.objectStore(RUNS).getAll();
  const read = new Set(records.flatMap((record) => Object.values(record?.inputs ?? {})));
  const inputs = writing.objectStore(RUN_INPUTS);
  for (const digest of await inputs.getAllKeys()) if (!read.has(String(digest))) await inputs.delete(digest);
}

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
  async put(run, piece, droppedStates = [], inputs = new Map()) {
    const writing = (await database()).transaction(ALL, 'readwrite');
    await Promise.all([
      writing.objectStore(RUNS).put(run, run.key),
      ...(piece ? putPiece(writing, run.key, piece) : []),
      ...droppedStates.map((index) => writing.objectStore(RUN_STATES).delete([run.key, index])),
      ...putInputs(writing, inputs),
      writing.done,
    ]);
  },
  async replace(run, pieces, inputs) {
    const writing = (await database()).transaction(ALL, 'readwrite');
    await Promise.all([
      writing.objectStore(RUN_HISTORIES).delete(piecesOf(run.key)),
      writing.objectStore(RUN_STATES).delete(piecesOf(run.key)),
      writing.objectStore(RUNS).put(run, run.key),
      ...pieces.flatMap((piece) => putPiece(writing, run.key, piece)),
      ...putInputs(writing, inputs),
      dropUnread(writing),
      writing.done,
    ]);
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
  async input(digest) {
    const bytes: Uint8Array<ArrayBuffer> | undefined = await (await database()).get(RUN_INPUTS, digest);
    if (!bytes)
      throw new Error(
        `invalid run: input ${digest.slice(0, 12)} is missing (expected it in the browser's storage)`,
      );
    checkPart('input', bytes, digest);
    return bytes;
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
    const writing = (await database()).transaction(ALL, 'readwrite');
    await Promise.all([
      writing.objectStore(RUNS).delete(key),
      writing.objectStore(RUN_HISTORIES).delete(piecesOf(key)),
      writing.objectStore(RUN_STATES).delete(piecesOf(key)),
      dropUnread(writing),
      writing.done,
    ]);
  },
});
