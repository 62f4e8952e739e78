// Draws completions with a cache of keys and values. A prompt is read once and shared by its samples; a row that has
// written EOS leaves. Noise is keyed by row (random/counter.ts), so the same text comes whatever rows are drawn together.
import type { ModelConfig } from '../model/config.ts';
import { architectureOf } from '../model/decoder_shape.ts';
import type { GenerationChunk } from '../model/generation_chunks.ts';
import type { Completion } from '../model/language_model.ts';
import { packRows } from '../model/packing.ts';
import { drawKey, sampleKey } from '../model/sampling.ts';
import { Decoder, type GeneratingModel } from './decoder.ts';
import type { CpuKernels } from './kernels.ts';
import { matrix, Trunk } from './trunk.ts';
import { padded, rowLengths } from './weights.ts';

/** Rows [from, to) of a request, prompt-major. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Rows whose activations stay near the core. */
export const ROWS_AT_ONCE = 64;
/** Tokens of prompts that are read together. */
const PROMPT_TOKENS_AT_ONCE = 1024;

/** Samples [first, first + count) of a prompt. */
interface Group {
  readonly prompt: number;
  readonly first: number;
  readonly count: number;
}

interface Row {
  readonly group: number;
  /** Of its noise. */
  readonly key: number;
  readonly cache: number;
  readonly tokens: number[];
  readonly logProbs: number[];
}

/** Address of a prompt's panels at each layer, and where its last logits are. */
interface ReadPrompt {
  readonly length: number;
  readonly panels: readonly number[];
}

/** Floats of a row's cache at one layer. */
function cacheFloats(config: ModelConfig, room: number): number {
  const { kvHeads, headWidth } = architectureOf(config);
  return kvHeads * room * (headWidth + padded(headWidth));
}

/** Floats of a prompt's panels at one layer. */
const promptFloats = (config: ModelConfig, length: number): number => cacheFloats(config, padded(length));

/** Floats that rows drawn together take at most: caches, prompts, logits and activations. */
export function generationFloats(
  kernels: CpuKernels,
  config: ModelConfig,
  { rows, newTokens, longestPrompt }: { rows: number; newTokens: number; longestPrompt: number },
): number {
  const { layers, vocabSize } = config;
  const { hidden, queries, qkv, expanded, active } = rowLengths(config);
  const activations = 5 * hidden + queries + qkv + expanded + active;
  const room = padded(newTokens);
  const perRow =
    layers * (cacheFloats(config, room) + promptFloats(config, longestPrompt)) +
    2 * padded(vocabSize) +
    activations;
  const prefill = activations * Math.max(PROMPT_TOKENS_AT_ONCE, longestPrompt);
  return (
    rows * perRow + prefill + kernels.decodeScratch(longestPrompt, room, architectureOf(config).headWidth)
  );
}

export function generateRows(
  model: GeneratingModel,
  options: GenerationChunk,
  { from, to }: RowRange,
): Completion[] {
  const completions: Completion[] = [];
  for (let first = from; first < to; first += ROWS_AT_ONCE) {
    const mark = model.heap.mark();
    completions.push(
      ...generateTogether(model, options, { from: first, to: Math.min(to, first + ROWS_AT_ONCE) }),
    );
    model.heap.release(mark);
  }
  return completions;
}

function groupsOf({ samplesPerPrompt, firstSample }: GenerationChunk, { from, to }: RowRange): Group[] {
  const groups: Group[] = [];
  for (let row = from; row < to; ) {
    const prompt = Math.floor(row / samplesPerPrompt);
    const first = row - prompt * samplesPerPrompt;
    const count = Math.min(to - row, samplesPerPrompt - first);
    groups.push({ prompt, first: firstSample + first, count });
    row += count;
  }
  return groups;
}

/** Reads the groups' prompts; the logits of each one's next token go to logits [groups, ldVocab]. */
function readPrompts(
  model: GeneratingModel,
  prompts: readonly (readonly number[])[],
  decoder: Decoder,
  logits: number,
): ReadPrompt[] {
  const { kernels, heap, weights } = model;
  const { layers } = weights.config;
  const read = prompts.map((prompt): ReadPrompt => {
    const panels = Array.from({ length: layers }, () =>
      heap.floats(promptFloats(weights.config, prompt.length)),
    );
    return { length: prompt.length, panels };
  });
  for (let first = 0; first < prompts.length; ) {
    let end = first + 1;
    let tokens = prompts[first].length;
    while (end < prompts.length && tokens + prompts[end].length <= PROMPT_TOKENS_AT_ONCE)
      tokens += prompts[end++].length;
    const mark = heap.mark();
    const batch = packRows(prompts.slice(first, end));
    const trunk = new Trunk(kernels, heap, weights, tokens, false);
    const hidden = trunk.forward(batch, (layer, qkv, ld) => {
      batch.segments.forEach(({ start, end: last }, p) => {
        const { panels } = read[first + p];
        kernels.packPrompt(qkv, ld, start, last - start, panels[layer]);
      });
    });
    const last = heap.integers(batch.segments.map((segment) => segment.end - 1));
    decoder.logitsOf(hidden, last, end - first, logits + 4 * first * weights.ldVocab);
    heap.release(mark);
    first = end;
  }
  return read;
}

function generateTogether(model: GeneratingModel, options: GenerationChunk, range: RowRange): Completion[] {
  const { heap, weights, masks } = model;
  const { prompts, promptKeys, maxNewTokens, temperature, eos, seed, round } = options;
  const { ldVocab, config } = weights;
  const count = range.to - range.from;
  const groups = groupsOf(options, range);
  const room = padded(maxNewTokens);
  const floatsOfRow = cacheFloats(config, room);
  const logits = matrix(heap, Math.max(count, groups.length), ldVocab);
  const promptLogits = matrix(heap, groups.length, ldVocab);
  const caches = heap.floats(count * config.layers * floatsOfRow);
  const longest = Math.max(...groups.map(({ prompt }) => prompts[prompt].length));
  const decoder = new Decoder(model, count, { room, longestPrompt: longest, cacheFloats: floatsOfRow });
  const read = readPrompts(
    model,
    groups.map(({ prompt }) => prompts[prompt]),
    decoder,
    promptLogits,
  );
  const rows: Row[] = [];
  groups.forEach(({ prompt, first, count: samples }, group) => {
    for (let sample = first; sample < first + samples; sample++) {
      const cache = caches + 4 * rows.length * config.layers * floatsOfRow;
      const key = sampleKey(seed, round, promptKeys[prompt], sample);
      rows.push({ group, key, cache, tokens: [], logProbs: [] });
    }
  });
  rows.forEach(({ group }, r) => {
    const from = promptLogits + 4 * group * ldVocab;
    heap.f32(logits + 4 * r * ldVocab, ldVocab).set(heap.f32(from, ldVocab));
  });
  let active = rows;
  let together = rowsTogether(active, read);
  for (let j = 0; j < maxNewTokens; j++) {
    const keys = active.map(({ key }) => drawKey(key, j));
    const masked = together.lengths.map((length) => masks.at(length + j));
    const drawn = decoder.draw(logits, keys, masked, 1 / temperature);
    let ended = false;
    active.forEach((row, r) => {
      row.tokens.push(drawn.tokens[r]);
      row.logProbs.push(drawn.logProbs[r]);
      ended ||= drawn.tokens[r] === eos;
    });
    if (ended) {
      active = active.filter((row) => row.tokens[j] !== eos);
      together = rowsTogether(active, read);
    }
    if (active.length === 0 || j + 1 === maxNewTokens) break;
    const { lengths, caches: ofRows, prompts: ofGroups } = together;
    decoder.step(
      {
        tokens: active.map(({ tokens }) => tokens[j]),
        positions: lengths.map((length) => length + j),
        caches: ofRows,
        place: j,
        prompts: ofGroups,
      },
      logits,
    );
  }
  return rows.map(({ tokens, logProbs }) => ({
    tokens: Int32Array.from(tokens),
    logProbs: Float32Array.from(logProbs),
  }));
}

/** What the decoder must know of the rows that are drawn together, for as long as none of them ends. */
function rowsTogether(rows: readonly Row[], read: readonly ReadPrompt[]) {
  const prompts: {
    group: number;
    first: number;
    count: number;
    length: number;
    panels: readonly number[];
  }[] = [];
  rows.forEach(({ group }, first) => {
    const last = prompts[prompts.length - 1];
    if (last?.group === group) last.count++;
    else prompts.push({ group, first, count: 1, ...read[group] });
  });
  return {
    lengths: rows.map(({ group }) => read[group].length),
    caches: rows.map(({ cache }) => cache),
    prompts,
  };
}
