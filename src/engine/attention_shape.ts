// Where the heads of a token are. Its packed row holds q of all heads, then k, then v of the heads that queries share
// (Ainslie et al. 2023). In a model with local layers a token sees `window` tokens, itself included.

export interface AttentionShape {
  readonly headWidth: number;
  /** Heads of queries that share one of keys and values. */
  readonly group: number;
  /** Some layers are local; the others have a window that nothing exceeds. */
  readonly windowed: boolean;
}

/** The window of a layer without one. */
export const NO_WINDOW = 0xffffffff;

/** Uniforms of all kernels of attention; `width` is that of all queries together. */
export const attentionSizes = ({ windowed }: AttentionShape) => [
  'width',
  'heads',
  ...(windowed ? ['window'] : []),
];

/** WGSL for the elements of a packed row, from a key to its value, and the offset of a head of queries' key in a row. */
export const packedWidth = ({ group }: AttentionShape) =>
  group === 1 ? '3u * sizes.width' : `(sizes.width + 2u * (sizes.width / ${group}u))`;
export const toValue = ({ group }: AttentionShape) =>
  group === 1 ? 'sizes.width' : `sizes.width / ${group}u`;
export const keyOffset = ({ group, headWidth }: AttentionShape) =>
  `sizes.width + ${group === 1 ? 'head' : `head / ${group}u`} * ${headWidth}u`;

/** Heads of keys. */
export const keyHeads = ({ group }: AttentionShape) =>
  group === 1 ? 'sizes.heads' : `(sizes.heads / ${group}u)`;

/** A loop over the heads of queries that read head `keyHead` of keys. */
export const overGroup = ({ group }: AttentionShape, body: string) =>
  group === 1
    ? `let head = keyHead;
  ${body}`
    : `for (var head = keyHead * ${group}u; head < (keyHead + 1u) * ${group}u; head++) {
  ${body}
  }`;

/** The first of `keys` keys that the newest one's query sees. */
export const firstSeen = ({ windowed }: AttentionShape) =>
  windowed ? 'keys - min(keys, sizes.window)' : '0u';

/** `fn near(n, m)`: whether token n sees as far back as m. */
export const nearby = ({ windowed }: AttentionShape) =>
  windowed
    ? `
fn positionOf(n: u32) -> u32 { return spans[4u * n + 1u] - spans[4u * n] + n - spans[4u * n + 2u]; }
fn near(n: u32, m: u32) -> bool { return positionOf(n) - positionOf(m) < sizes.window; }
`
    : '';
