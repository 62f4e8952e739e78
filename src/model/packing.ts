// Packs a padded batch: the tokens that predict something, row after row, and the slots (scored tokens) among them.
// Padding costs no computation. Neighbouring rows that begin with the same prompt can share it: all but the prompt's last
// token is packed once, before them. The last one stays in every row, because it predicts that row's first token.
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

/** Tokens [start, end) of one row. They see the tokens [prefixStart, prefixEnd), and their row up to themselves. */
export interface Segment {
  readonly prefixStart: number;
  readonly prefixEnd: number;
  readonly start: number;
  readonly end: number;
  /** One past the last token that sees this segment: its end, or for a prefix the end of the rows that share it. */
  readonly seenUntil: number;
}

export interface PackedTokens {
  readonly tokens: Uint32Array<ArrayBuffer>; // [N]
  readonly positions: Uint32Array<ArrayBuffer>; // [N]
  /** In order of their tokens; together they cover all. */
  readonly segments: readonly Segment[];
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

/** What of every row is packed: from its first token that is not in the shared prefix to its last input. */
interface RowSpan {
  readonly prompt: number;
  /** Inputs of the row, prefix included: the tokens before its last scored one. */
  readonly used: number;
  /** Tokens that it shares with the rows around it. */
  shared: number;
}

function spansOf({ rows, length, scored }: TokenBatch): RowSpan[] {
  return Array.from({ length: rows }, (_, b) => {
    const row = scored.subarray(b * length, (b + 1) * length);
    return { prompt: Math.max(0, row.indexOf(1)), used: Math.max(0, row.lastIndexOf(1)), shared: 0 };
  });
}

/** Rows [first, end) that begin with the same prompt as row `first`. */
function samePrompt({ tokens, length }: TokenBatch, spans: readonly RowSpan[], first: number): number {
  const { prompt } = spans[first];
  let end = first + 1;
  while (end < spans.length && spans[end].prompt === prompt) {
    for (let t = 0; t < prompt; t++) if (tokens[first * length + t] !== tokens[end * length + t]) return end;
    end++;
  }
  return end;
}

export function packRows(rows: readonly ArrayLike<number>[]): PackedTokens {
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  const tokens = new Uint32Array(total);
  const positions = new Uint32Array(total);
  const segments: Segment[] = [];
  let start = 0;
  for (const row of rows) {
    const end = start + row.length;
    tokens.set(row, start);
    for (let t = 0; t < row.length; t++) positions[start + t] = t;
    segments.push({ prefixStart: start, prefixEnd: start, start, end, seenUntil: end });
    start = end;
  }
  return { tokens, positions, segments };
}

/** Rows [first, end) that share the first `shared` tokens. */
interface RowGroup {
  readonly first: number;
  readonly end: number;
  readonly shared: number;
}

function groupsOf(batch: TokenBatch, spans: readonly RowSpan[], sharePrompts: boolean): RowGroup[] {
  const groups: RowGroup[] = [];
  for (let first = 0; first < batch.rows; ) {
    const end = sharePrompts ? samePrompt(batch, spans, first) : first + 1;
    groups.push({ first, end, shared: end - first > 1 ? Math.max(0, spans[first].prompt - 1) : 0 });
    first = end;
  }
  return groups;
}

/** @param sharePrompts packs the prompt of neighbouring rows once. */
export function packBatch(batch: TokenBatch, sharePrompts = false): PackedBatch {
  const { length, window } = batch;
  const spans = spansOf(batch);
  const groups = groupsOf(batch, spans, sharePrompts);
  const unshared = spans.reduce((sum, { used }) => sum + used, 0);
  const total = groups.reduce((sum, { first, end, shared }) => sum - shared * (end - first - 1), unshared);
  const slots = batch.scored.reduce((sum, s) => sum + s, 0);
  const integers = (count: number) => new Uint32Array(count);
  const packed = {
    tokens: integers(total),
    positions: integers(total),
    slotToken: integers(slots),
    slotOf: integers(total).fill(NO_SLOT),
    targets: integers(slots),
    slotPositions: integers(slots),
    place: integers(slots),
    windowPlace: integers(slots),
  };
  const segments: Segment[] = [];
  let next = 0;
  let slot = 0;
  const add = (b: number, from: number, to: number) => {
    for (let t = from; t < to; t++) {
      packed.tokens[next] = batch.tokens[b * length + t];
      packed.positions[next++] = t;
    }
  };
  const score = (b: number, start: number, shared: number) => {
    for (let t = 1, w = 0; t <= spans[b].used; t++) {
      const place = b * length + t;
      if (!batch.scored[place]) continue;
      const token = start + t - 1 - shared;
      packed.slotToken[slot] = token;
      packed.slotOf[token] = slot;
      packed.targets[slot] = batch.tokens[place];
      packed.slotPositions[slot] = t;
      packed.place[slot] = place;
      packed.windowPlace[slot++] = b * window + w++;
    }
  };
  for (const { first, end, shared } of groups) {
    const prefixStart = next;
    const prefixEnd = prefixStart + shared;
    if (shared > 0) {
      const used = spans.slice(first, end).reduce((sum, span) => sum + span.used - shared, 0);
      const seenUntil = prefixEnd + used;
      segments.push({ prefixStart, prefixEnd: prefixStart, start: prefixStart, end: prefixEnd, seenUntil });
      add(first, 0, shared);
    }
    for (let b = first; b < end; b++) {
      const start = next;
      add(b, shared, spans[b].used);
      segments.push({ prefixStart, prefixEnd, start, end: next, seenUntil: next });
      score(b, start, shared);
    }
  }
  return { ...packed, segments, counts: { tokens: total, slots, owners: 0 } };
}

/** For each token the start and end of its prefix, the start of its row, and the end of the tokens that see it, [N, 4]. */
export function segmentSpans({ tokens, segments }: PackedTokens): Uint32Array<ArrayBuffer> {
  const spans = new Uint32Array(4 * tokens.length);
  for (const { prefixStart, prefixEnd, start, end, seenUntil } of segments)
    for (let n = start; n < end; n++) spans.set([prefixStart, prefixEnd, start, seenUntil], 4 * n);
  return spans;
}

/** Rows of the embeddings that a batch reads, each with the tokens that read it. */
export interface EmbeddingOwners {
  /** Offset of the row among the parameters. */
  readonly owners: Uint32Array<ArrayBuffer>; // [U]
  readonly starts: Uint32Array<ArrayBuffer>; // [U + 1]
  readonly members: Uint32Array<ArrayBuffer>; // [2 N]
}

/** @param positionsAt offset of the positions' embeddings among the parameters; undefined without them. */
export function embeddingOwners(
  { tokens, positions }: PackedTokens,
  { width }: ModelConfig,
  positionsAt: number | undefined,
): EmbeddingOwners {
  // Sorted as numbers that hold the owner and the token: exact, since both together are far below 2^53.
  const size = tokens.length;
  const read = Float64Array.from(tokens, (token, n) => token * width * size + n);
  const keys = positionsAt === undefined ? read : new Float64Array(2 * size);
  if (positionsAt !== undefined) {
    keys.set(read);
    positions.forEach((position, n) => {
      keys[size + n] = (positionsAt + position * width) * size + n;
    });
  }
  keys.sort();
  const owners: number[] = [];
  const starts: number[] = [];
  const members = new Uint32Array(2 * size);
  keys.forEach((key, at) => {
    const owner = Math.floor(key / size);
    if (owner !== owners[owners.length - 1]) {
      owners.push(owner);
      starts.push(at);
    }
    members[at] = key - owner * size;
  });
  return { owners: Uint32Array.from(owners), starts: Uint32Array.from([...starts, keys.length]), members };
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
