// How the reference lays a batch out: the prompts of neighbouring rows once, without their last token, and then of every
// row the tokens that predict its scored ones, beginning with the prompt's last. A row sees its prompt and itself.
import { FORBIDDEN_LOGIT } from './batch.ts';
import type { TokenBatch } from './language_model.ts';

export interface PromptLayout {
  /** Runs of rows that share a prompt. */
  readonly groups: number; // G
  /** Longest prompt without its last token; shorter ones are padded on the right. */
  readonly prefixLength: number; // P
  readonly rows: number; // B
  readonly window: number; // W
  /** Prefixes, then rows. */
  readonly tokens: Int32Array; // [G P + B W]
  readonly positions: Int32Array; // [G P + B W]
  readonly groupOf: Int32Array; // [B]
  /** Additive: 0 where a row's token sees the key (prefix, then row); one for all rows where there is no prefix. */
  readonly mask: Float32Array; // [B, W, P + W] or [1, W, W]
}

/** 0 on and below the diagonal. @param seen tokens that one sees, itself included; 0: all. */
export function causalMask(length: number, seen = 0): Float32Array {
  const mask = new Float32Array(length * length);
  for (let t = 0; t < length; t++) {
    mask.fill(FORBIDDEN_LOGIT, t * length + t + 1, (t + 1) * length);
    if (seen > 0) mask.fill(FORBIDDEN_LOGIT, t * length, t * length + Math.max(0, t + 1 - seen));
  }
  return mask;
}

/** The layout's mask for a layer in which a token sees this many, itself included; 0: all. */
export function windowedMask(layout: PromptLayout, seen: number): Float32Array {
  const { prefixLength, rows, window, positions, groups } = layout;
  if (seen === 0) return layout.mask;
  if (prefixLength === 0) return causalMask(window, seen);
  const mask = layout.mask.slice();
  const keys = prefixLength + window;
  for (let b = 0; b < rows; b++)
    for (let w = 0; w < window; w++) {
      const own = groups * prefixLength + b * window;
      const earliest = positions[own + w] + 1 - seen;
      const query = mask.subarray((b * window + w) * keys, (b * window + w + 1) * keys);
      query.fill(FORBIDDEN_LOGIT, 0, Math.min(prefixLength, Math.max(0, earliest)));
      for (let key = 0; key <= w; key++)
        if (positions[own + key] < earliest) query[prefixLength + key] = FORBIDDEN_LOGIT;
    }
  return mask;
}

/** Rows [B, T] without a prompt of their own: every token sees those before it. */
export function plainLayout(tokens: Int32Array, rows: number, length: number): PromptLayout {
  return {
    groups: 0,
    prefixLength: 0,
    rows,
    window: length,
    tokens,
    positions: Int32Array.from(tokens, (_, n) => n % length),
    groupOf: new Int32Array(rows),
    mask: causalMask(length),
  };
}

interface Group {
  readonly firstRow: number;
  /** Tokens of the prompt. */
  readonly prompt: number;
}

/** Length of every row's prompt: its tokens before the first scored one. */
const promptLengths = ({ rows, length, scored }: TokenBatch): number[] =>
  Array.from({ length: rows }, (_, b) =>
    Math.max(1, scored.subarray(b * length, (b + 1) * length).indexOf(1)),
  );

function groupsOf({ rows, length, tokens }: TokenBatch, prompts: readonly number[]) {
  const groups: Group[] = [];
  const groupOf = new Int32Array(rows);
  for (let b = 0; b < rows; b++) {
    const last = groups.at(-1);
    const shares =
      last?.prompt === prompts[b] &&
      tokens
        .subarray(b * length, b * length + prompts[b])
        .every((token, t) => token === tokens[last.firstRow * length + t]);
    if (!shares) groups.push({ firstRow: b, prompt: prompts[b] });
    groupOf[b] = groups.length - 1;
  }
  return { groups, groupOf };
}

export function promptLayout(batch: TokenBatch): PromptLayout {
  const { rows, length, window, tokens } = batch;
  const prompts = promptLengths(batch);
  const { groups, groupOf } = groupsOf(batch, prompts);
  const prefixLength = Math.max(...prompts) - 1;
  const prefixes = groups.length * prefixLength;
  const layout = {
    groups: groups.length,
    prefixLength,
    rows,
    window,
    tokens: new Int32Array(prefixes + rows * window),
    positions: new Int32Array(prefixes + rows * window),
    groupOf,
  };
  const place = (n: number, row: number, t: number) => {
    // Behind the last position is padding, which nothing sees.
    const position = Math.min(t, length - 2);
    layout.tokens[n] = tokens[row * length + position];
    layout.positions[n] = position;
  };
  groups.forEach(({ firstRow }, g) => {
    for (let t = 0; t < prefixLength; t++) place(g * prefixLength + t, firstRow, t);
  });
  for (let b = 0; b < rows; b++)
    for (let w = 0; w < window; w++) place(prefixes + b * window + w, b, prompts[b] - 1 + w);
  return { ...layout, mask: rowMask(layout, prompts) };
}

function rowMask({ rows, window, prefixLength }: Omit<PromptLayout, 'mask'>, prompts: readonly number[]) {
  if (prefixLength === 0) return causalMask(window);
  const keys = prefixLength + window;
  const mask = new Float32Array(rows * window * keys);
  for (let b = 0; b < rows; b++)
    for (let w = 0; w < window; w++) {
      const query = mask.subarray((b * window + w) * keys, (b * window + w + 1) * keys);
      query.fill(FORBIDDEN_LOGIT, prompts[b] - 1, prefixLength);
      query.fill(FORBIDDEN_LOGIT, prefixLength + w + 1);
    }
  return mask;
}
