// Packs a padded batch: the tokens that predict something, row after row, and the slots (scored tokens) among them.
// Padding costs no computation.
import { allowedAt } from '../tokenizer/allowed_tokens.ts';
import type { ModelConfig } from './config.ts';
import type { TokenBatch } from './language_model.ts';

/** Items of the batch at hand. */
export interface Counts {
  readonly tokens: number;
  readonly slots: number;
  /** Rows of the embeddings that get a gradient. */
  readonly owners: number;
}

export interface PackedTokens {
  readonly tokens: Uint32Array<ArrayBuffer>; // [N]
  readonly positions: Uint32Array<ArrayBuffer>; // [N]
  /** First token of the token's row, and one past its last. */
  readonly rowStart: Uint32Array<ArrayBuffer>; // [N]
  readonly rowEnd: Uint32Array<ArrayBuffer>; // [N]
}

export interface PackedBatch extends PackedTokens {
  readonly counts: Counts;
  /** Token that predicts the slot's token. */
  readonly slotToken: Uint32Array<ArrayBuffer>; // [S]
  /** Slot that a token predicts; NO_SLOT if it predicts none. */
  readonly slotOf: Uint32Array<ArrayBuffer>; // [N]
  readonly targets: Uint32Array<ArrayBuffer>; // [S]
  /** Absolute position of the slot's token. */
  readonly slotPositions: Uint32Array<ArrayBuffer>; // [S]
  /** Index of the slot's token: b * T + t in the batch, b * W + w in the window. */
  readonly place: Uint32Array; // [S]
  readonly windowPlace: Uint32Array; // [S]
}

export const NO_SLOT = 0xffffffff;

export function packRows(rows: readonly ArrayLike<number>[]): PackedTokens {
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  const packed = {
    tokens: new Uint32Array(total),
    positions: new Uint32Array(total),
    rowStart: new Uint32Array(total),
    rowEnd: new Uint32Array(total),
  };
  let start = 0;
  for (const row of rows) {
    const end = start + row.length;
    packed.tokens.set(row, start);
    for (let t = 0; t < row.length; t++) packed.positions[start + t] = t;
    packed.rowStart.fill(start, start, end);
    packed.rowEnd.fill(end, start, end);
    start = end;
  }
  return packed;
}

export function packBatch(batch: TokenBatch): PackedBatch {
  const { rows, length, window, tokens, scored } = batch;
  const inputs: Int32Array[] = [];
  const slots: { token: number; target: number; position: number; place: number; windowPlace: number }[] = [];
  let start = 0;
  for (let b = 0; b < rows; b++) {
    const last = scored.lastIndexOf(1, (b + 1) * length - 1) - b * length;
    const used = Math.max(0, last);
    let w = 0;
    for (let t = 1; t <= used; t++) {
      const place = b * length + t;
      if (!scored[place]) continue;
      slots.push({
        token: start + t - 1,
        target: tokens[place],
        position: t,
        place,
        windowPlace: b * window + w++,
      });
    }
    inputs.push(tokens.subarray(b * length, b * length + used));
    start += used;
  }
  const packed = packRows(inputs);
  const slotOf = new Uint32Array(start).fill(NO_SLOT);
  slots.forEach(({ token }, s) => {
    slotOf[token] = s;
  });
  return {
    ...packed,
    counts: { tokens: start, slots: slots.length, owners: 0 },
    slotToken: Uint32Array.from(slots, (slot) => slot.token),
    slotOf,
    targets: Uint32Array.from(slots, (slot) => slot.target),
    slotPositions: Uint32Array.from(slots, (slot) => slot.position),
    place: Uint32Array.from(slots, (slot) => slot.place),
    windowPlace: Uint32Array.from(slots, (slot) => slot.windowPlace),
  };
}

/** Rows of the embeddings that a batch reads, each with the tokens that read it. */
export interface EmbeddingOwners {
  /** Offset of the row among the parameters. */
  readonly owners: Uint32Array<ArrayBuffer>; // [U]
  readonly starts: Uint32Array<ArrayBuffer>; // [U + 1]
  readonly members: Uint32Array<ArrayBuffer>; // [2 N]
}

export function embeddingOwners(
  { tokens, positions }: PackedTokens,
  { width }: ModelConfig,
  positionsAt: number,
): EmbeddingOwners {
  const readers = new Map<number, number[]>();
  const add = (owner: number, n: number) => {
    const known = readers.get(owner);
    if (known) known.push(n);
    else readers.set(owner, [n]);
  };
  for (let n = 0; n < tokens.length; n++) {
    add(tokens[n] * width, n);
    add(positionsAt + positions[n] * width, n);
  }
  const sorted = [...readers].sort(([a], [b]) => a - b);
  const starts = new Uint32Array(sorted.length + 1);
  const members = new Uint32Array(2 * tokens.length);
  sorted.forEach(([, tokensOfRow], u) => {
    members.set(tokensOfRow, starts[u]);
    starts[u + 1] = starts[u] + tokensOfRow.length;
  });
  return { owners: Uint32Array.from(sorted, ([owner]) => owner), starts, members };
}

/** Tokens allowed at each position as bits, [contextLength, words]; all bits if all tokens are allowed. */
export function allowedBits({ allowed, vocabSize, contextLength }: ModelConfig): {
  readonly bits: Uint32Array<ArrayBuffer>;
  readonly words: number;
} {
  const words = Math.ceil(vocabSize / 32);
  const bits = new Uint32Array((contextLength + 1) * words).fill(0xffffffff);
  for (let position = 0; position <= contextLength; position++) {
    const permitted = allowed && allowedAt(allowed, position);
    if (!permitted) continue;
    bits.fill(0, position * words, (position + 1) * words);
    for (const token of permitted) bits[position * words + (token >>> 5)] |= 1 << (token & 31);
  }
  return { bits, words };
}
