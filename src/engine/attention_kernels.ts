// The kernels of attention that a tuning picks, with their workgroups: a thread a query, or tiles where a head fits.
import { foldedGroups } from './gpu.ts';
import { attention } from './kernels/attention.ts';
import { attentionKeyBackward, attentionQueryBackward } from './kernels/attention_backward.ts';
import {
  type AttentionTile,
  attentionTiles,
  forwardTile,
  keyTile,
  queryTile,
} from './kernels/attention_tiles.ts';
import {
  attentionKeyTilesBackward,
  attentionQueryTilesBackward,
} from './kernels/attention_tiles_backward.ts';
import { ITEMS, type Kernel, type Tuning } from './wgsl.ts';

type Groups = (tokens: number, heads: number) => readonly [number, number];

interface AttentionKernels {
  /** With the log-sums that the backward pass reads. */
  readonly kept: Kernel;
  readonly only: Kernel;
  readonly forwardGroups: Groups;
  readonly queries: Kernel;
  readonly queryGroups: Groups;
  readonly keys: Kernel;
  readonly keyGroups: Groups;
}

const byThread: Groups = (tokens, heads) => foldedGroups(tokens * heads, ITEMS);
const byTile =
  ({ rows }: AttentionTile): Groups =>
  (tokens, heads) =>
    foldedGroups(Math.ceil(tokens / rows) * heads, 1);

export function attentionKernels(
  headWidth: number,
  { attention: kind }: Pick<Tuning, 'attention'>,
): AttentionKernels {
  const tiles = { forward: forwardTile(headWidth), query: queryTile(headWidth), key: keyTile(headWidth) };
  if (kind === 'threads' || !tiles.forward || !tiles.query || !tiles.key)
    return {
      kept: attention(headWidth, true),
      only: attention(headWidth, false),
      forwardGroups: byThread,
      queries: attentionQueryBackward(headWidth),
      queryGroups: byThread,
      keys: attentionKeyBackward(headWidth),
      keyGroups: byThread,
    };
  return {
    kept: attentionTiles(headWidth, true, tiles.forward),
    only: attentionTiles(headWidth, false, tiles.forward),
    forwardGroups: byTile(tiles.forward),
    queries: attentionQueryTilesBackward(headWidth, tiles.query),
    queryGroups: byTile(tiles.query),
    keys: attentionKeyTilesBackward(headWidth, tiles.key),
    keyGroups: byTile(tiles.key),
  };
}
