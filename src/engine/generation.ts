// Draws whole completions on the device. All samples of a prompt share its prefill; then a recorded loop draws and embeds
// token after token without the host. Rows that have drawn EOS leave the loop. Twin: model/generation.ts.
import type { ModelConfig } from '../model/config.ts';
import { chunksOf, type GenerationChunk, MOST_ROWS } from '../model/generation_chunks.ts';
import type { Completion, GenerateOptions } from '../model/language_model.ts';
import { type Counts, packRows } from '../model/packing.ts';
import { parameterCount } from '../model/parameters.ts';
import { sampleKey } from '../model/sampling.ts';
import { type Step, stepsOf } from './commands.ts';
import { Decoder, type DecoderCapacity, type DecoderSettings } from './decoder.ts';
import type { Gpu } from './gpu.ts';
import { slotsAtOnce } from './head.ts';
import { UNDRAWN } from './kernels/decoding.ts';
import type { ModelParts } from './model_parts.ts';
import { Arena } from './operation.ts';
import type { Tuning } from './wgsl.ts';

/** Most tokens recorded in one submit. Between submits the host asks whether any row is still alive. */
const TOKENS_PER_SUBMIT = 32;

/** Rows that are drawn together. */
export const mostRows = ({ vocabSize }: ModelConfig, logitsBytes: number) =>
  slotsAtOnce(MOST_ROWS, vocabSize, logitsBytes);

/** Bytes of weights that the rows of one token may read on the path `whole`, where rows share no load. */
const WHOLE_BYTES = 2 ** 27;

/** How so many rows are drawn. A request alone decides, so that the same one gives the same bits. */
export function decodingPath({ config, kernels, whole }: ModelParts, rows: number): Tuning['decoding'] {
  const bytes = 4 * parameterCount(config);
  return kernels.decoding.whole && whole && rows * bytes <= WHOLE_BYTES ? 'whole' : 'dispatches';
}

const largerOf = (a: DecoderCapacity, b: DecoderCapacity): DecoderCapacity => ({
  prompts: Math.max(a.prompts, b.prompts),
  promptTokens: Math.max(a.promptTokens, b.promptTokens),
  rows: Math.max(a.rows, b.rows),
});

export class Generator {
  private readonly decoders = new Map<Tuning['decoding'], { arena: Arena; decoder: Decoder }>();

  constructor(
    private readonly gpu: Gpu,
    private readonly parts: ModelParts,
  ) {}

  async generate(options: GenerateOptions): Promise<Completion[]> {
    const completions: Completion[] = [];
    for (const chunk of chunksOf(options, mostRows(this.parts.config, this.gpu.logitsBytes)))
      completions.push(...(await this.generateChunk(chunk)));
    return completions;
  }

  dispose(): void {
    for (const { arena } of this.decoders.values()) arena.dispose();
  }

  private async generateChunk(chunk: GenerationChunk): Promise<Completion[]> {
    const { maxNewTokens, samplesPerPrompt, prompts, eos, temperature } = chunk;
    const rows = prompts.length * samplesPerPrompt;
    const decoder = this.decoderFor(
      {
        prompts: prompts.length,
        // Room for the longest prompts, so that later requests fit too.
        promptTokens: prompts.length * (this.parts.config.contextLength - maxNewTokens),
        rows,
      },
      { newTokens: maxNewTokens, eos, temperature },
    );
    const counts = this.write(decoder, chunk);
    const { tokens, logProbs, living } = decoder;
    const bytes = 4 * rows * maxNewTokens;
    const results = [
      { buffer: tokens, bytes },
      { buffer: logProbs, bytes },
    ];
    const next = stepsOf(decoder.next, counts);
    if (decoder.path === 'whole') {
      const [ids, scores] = await this.gpu.run([...prefillSteps(decoder, counts), ...next], results);
      return completionsOf(new Uint32Array(ids), new Float32Array(scores), rows, maxNewTokens, eos);
    }
    for (let drawn = 0; ; ) {
      const to = Math.min(drawn + this.tokensAtOnce(next), maxNewTokens);
      const steps = [
        ...(drawn === 0 ? prefillSteps(decoder, counts) : []),
        ...Array.from({ length: to - Math.max(1, drawn) }, () => next).flat(),
      ];
      drawn = to;
      if (to < maxNewTokens) {
        const [alive] = await this.gpu.run(steps, [{ buffer: living, bytes: 4 }]);
        if (new Uint32Array(alive)[0] > 0) continue;
      }
      const [ids, scores] = await this.gpu.run(to === maxNewTokens ? steps : [], results);
      return completionsOf(new Uint32Array(ids), new Float32Array(scores), rows, maxNewTokens, eos);
    }
  }

  /** Tokens that fit a submit. */
  private tokensAtOnce(next: readonly Step[]): number {
    const { pace } = this.gpu;
    const fit = Math.floor(pace.submitMs / (pace.predicted(next) ?? pace.submitMs));
    return Number.isNaN(fit) ? TOKENS_PER_SUBMIT : Math.max(1, Math.min(TOKENS_PER_SUBMIT, fit));
  }

  private decoderFor(wanted: DecoderCapacity, settings: DecoderSettings): Decoder {
    const path = decodingPath(this.parts, wanted.rows);
    const known = this.decoders.get(path);
    const decoder = known?.decoder;
    const same =
      decoder &&
      decoder.settings.newTokens === settings.newTokens &&
      decoder.settings.eos === settings.eos &&
      decoder.settings.temperature === settings.temperature;
    const capacity = decoder ? largerOf(decoder.capacity, wanted) : wanted;
    const enough =
      decoder &&
      capacity.rows === decoder.capacity.rows &&
      capacity.prompts === decoder.capacity.prompts &&
      capacity.promptTokens === decoder.capacity.promptTokens;
    if (same && enough) return decoder;
    known?.arena.dispose();
    const arena = new Arena(this.gpu);
    const created = new Decoder(arena, this.parts, capacity, settings, path);
    this.decoders.set(path, { arena, decoder: created });
    return created;
  }

  /** Writes prompts and row keys, and clears the drawn tokens. */
  private write(decoder: Decoder, chunk: GenerationChunk): Counts {
    const { queue } = this.gpu.device;
    const { prompts, samplesPerPrompt, maxNewTokens, seed, round, promptKeys, firstSample } = chunk;
    const rows = prompts.length * samplesPerPrompt;
    const packed = packRows(prompts);
    const starts: number[] = [];
    let start = 0;
    for (const prompt of prompts) {
      starts.push(start);
      start += prompt.length;
    }
    const rowInfo = new Uint32Array(4 * rows);
    const lengths = new Uint32Array(rows);
    const living = new Uint32Array(2 + rows);
    living[0] = rows;
    for (let row = 0; row < rows; row++) {
      const p = Math.floor(row / samplesPerPrompt);
      const sample = firstSample + (row % samplesPerPrompt);
      rowInfo.set([sampleKey(seed, round, promptKeys[p], sample), p, starts[p], prompts[p].length], 4 * row);
      lengths[row] = prompts[p].length;
      living[2 + row] = row;
    }
    const counts = { tokens: start, slots: prompts.length, owners: 0 };
    decoder.trunk.write(packed);
    decoder.head.write({
      counts,
      slotToken: Uint32Array.from(prompts, (prompt, p) => starts[p] + prompt.length - 1),
      slotPositions: Uint32Array.from(prompts, (prompt) => prompt.length),
      targets: new Uint32Array(prompts.length),
    });
    queue.writeBuffer(decoder.rowInfo, 0, rowInfo);
    queue.writeBuffer(decoder.promptLengths, 0, lengths);
    queue.writeBuffer(decoder.living, 0, living);
    queue.writeBuffer(decoder.tokens, 0, new Uint32Array(decoder.capacity.rows * maxNewTokens).fill(UNDRAWN));
    return counts;
  }
}

const prefillSteps = ({ trunk, head, first }: Decoder, counts: Counts) =>
  stepsOf([...trunk.operations, head.finalNorm, head.parts[0].logits, ...first], counts);

function completionsOf(
  tokens: Uint32Array,
  logProbs: Float32Array,
  rows: number,
  newTokens: number,
  eos: number,
): Completion[] {
  return Array.from({ length: rows }, (_, row) => {
    const drawn = tokens.subarray(row * newTokens, (row + 1) * newTokens);
    const end = drawn.indexOf(eos);
    const length = end < 0 ? newTokens : end + 1;
    return {
      tokens: Int32Array.from(drawn.subarray(0, length)),
      logProbs: logProbs.slice(row * newTokens, row * newTokens + length),
    };
  });
}
