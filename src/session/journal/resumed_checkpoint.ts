// From stored bytes to what a run continues from, and back.
import type { RunConfig } from '../../config/schema.ts';
import { decodeGroups, encodeGroups } from '../../formats/replay_groups.ts';
import type { RunTask } from '../../tasks/task.ts';
import type { RunCheckpoint } from '../run_checkpoint.ts';
import { decodeState, encodeState } from '../run_state.ts';
import type { Resumption } from './run_piece.ts';

export interface EncodedCheckpoint {
  readonly state: Uint8Array<ArrayBuffer>;
  /** Groups beyond those that were encoded before. */
  readonly groups: Uint8Array<ArrayBuffer>;
  readonly groupCount: number;
}

/** @param groupsKept number of groups that are kept already. */
export function encodedCheckpoint(
  { replay, ...state }: RunCheckpoint,
  groupsKept: number,
): EncodedCheckpoint {
  return {
    state: encodeState(state),
    groups: encodeGroups(replay.slice(groupsKept)),
    groupCount: replay.length,
  };
}

/** Throws a sentence on bytes that no run of the task has given. What another method carries is left behind. */
export function resumedCheckpoint(resumption: Resumption, task: RunTask, config: RunConfig): RunCheckpoint {
  const { method, ...state } = decodeState(resumption.state);
  const replay = resumption.groups.flatMap((bytes) => decodeGroups(bytes, task));
  const isSameMethod = resumption.config.method === config.method;
  return { ...state, ...(isSameMethod && { method }), replay };
}
