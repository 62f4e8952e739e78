// Which states of a run stay. A state takes four numbers a parameter, so only so many fit; they are thinned out evenly.
import type { PieceEntry } from './kept_run.ts';

/** States of one run, older ones included. */
const STATE_BYTES_A_RUN = 24 * 2 ** 20;

/** Of pieces with a state: the first, the last, and as many measured ones between as fit. Returns indices of the others. */
export function statesToDrop(pieces: readonly PieceEntry[], budgetBytes = STATE_BYTES_A_RUN): number[] {
  const withState = pieces.filter(({ stateBytes }) => stateBytes > 0);
  const last = withState.at(-1);
  const kept = withState.filter((piece) => piece.evaluated || piece === last);
  const total = () => kept.reduce((sum, { stateBytes }) => sum + stateBytes, 0);
  while (kept.length > 2 && total() > budgetBytes) {
    const gaps = kept.slice(1, -1).map((_, i) => kept[i + 2].step - kept[i].step);
    kept.splice(1 + gaps.indexOf(Math.min(...gaps)), 1);
  }
  return withState.filter((piece) => !kept.includes(piece)).map(({ index }) => index);
}
