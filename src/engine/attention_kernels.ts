// The kernels of attention that a tuning picks, with their workgroups: a thread a query, or tiles where a head fits.

import type { AttentionShape } from './attention_shape.ts';
import { type AttentionTile, FORWARD_ARRAYS, KEY_ARRAYS, QUERY_ARRAYS, tileOf } from './attention_tile.ts';
import { foldedGroups } from './gpu.ts';
import { attention } from './kernels/attention.ts';
import { attentionKeyBackward, attentionQueryBackward } from './kernels/attention_backward.ts';
import { attentionTiles } from './kernels/attention_tiles.ts';
import {
  attentionKeyTilesBackward,
  attentionQueryTilesBackward,
} from './kernels/attention_tiles_backward.ts';
import { ITEMS, type Kernel, type Tuning } from './wgsl.ts';

/** Of so many heads of queries, or for `keys` of keys. */
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
  shape: AttentionShape,
  { attention: kind, workgroupBytes }: Pick<Tuning, 'attention' | 'workgroupBytes'>,
): AttentionKernels {
  const tiles = {
    forward: tileOf(FORWARD_ARRAYS, shape, workgroupBytes),
    query: tileOf(QUERY_ARRAYS, shape, workgroupBytes),
    key: tileOf(KEY_ARRAYS, shape, workgroupBytes),
  };
  if (kind === 'threads' || !tiles.forward || !tiles.query || !tiles.key)
    return {
      kept: attention(shape, true),
      only: attention(shape, false),
      forwardGroups: byThread,
      queries: attentionQueryBackward(shape),
      queryGroups: byThread,
      keys: attentionKeyBackward(shape),
      keyGroups: byThread,
    };
  return {
    kept: attentionTiles(shape, true, tiles.forward),
    only: attentionTiles(shape, false, tiles.forward),
    forwardGroups: byTile(tiles.forward),
    queries: attentionQueryTilesBackward(shape, tiles.query),
    queryGroups: byTile(tiles.query),
    keys: attentionKeyTilesBackward(shape, tiles.key),
    keyGroups: byTile(tiles.key),
  };
}
