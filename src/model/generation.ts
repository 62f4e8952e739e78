// Samples whole completions with the decoder and draws tokens on the host, from logits that are read back. The noise is
// keyed by (seed, round, prompt, sample, position), so a request gives the same text on every backend.
import { allowedAt } from '../tokenizer/allowed_tokens.ts';
import { FORBIDDEN_LOGIT } from './batch.ts';
import type { ModelConfig } from './config.ts';
import { type DecoderState, decodeStep, prefill } from './decoder.ts';
import { chunksOf, type GenerationChunk } from './generation_chunks.ts';
import type { Completion, GenerateOptions } from './language_model.ts';
import { drawKey, drawToken, sampleKey } from './sampling.ts';
import { disposeAll, tidy } from './tidy.ts';
import type { Weights } from './transformer.ts';

/** Masks the forbidden tokens in one row of logits, in place. */
function forbid(logits: Float32Array, allowed: readonly number[] | null): void {
  if (!allowed) return;
  const kept = allowed.map((token) => logits[token]);
  for (let v = 0; v < logits.length; v++) logits[v] += FORBIDDEN_LOGIT;
  allowed.forEach((token, i) => {
    logits[token] = kept[i];
  });
}

interface Row {
  readonly prompt: number;
  readonly sample: number;
  readonly start: number;
  readonly tokens: number[];
  readonly logProbs: number[];
  done: boolean;
}

export async function generate(
  config: ModelConfig,
  weights: Weights,
  room: number,
  options: GenerateOptions,
): Promise<Completion[]> {
  const completions: Completion[] = [];
  for (const chunk of chunksOf(options))
    completions.push(...(await generateChunk(config, weights, room, chunk)));
  return completions;
}

async function generateChunk(
  config: ModelConfig,
  weights: Weights,
  room: number,
  options: GenerationChunk,
): Promise<Completion[]> {
  const { prompts, samplesPerPrompt, maxNewTokens, temperature, eos, seed, round, promptKeys, firstSample } =
    options;
  const rows: Row[] = prompts.flatMap((prompt, p) =>
    Array.from({ length: samplesPerPrompt }, (_, sample) => ({
      prompt: p,
      sample: firstSample + sample,
      start: prompt.length,
      tokens: [],
      logProbs: [],
      done: false,
    })),
  );
  let state: DecoderState = tidy(() => prefill(config, weights, prompts, samplesPerPrompt, room));
  const discard = () => disposeAll(state);
  try {
    for (let j = 0; j < maxNewTokens; j++) {
      const logits = (await state.logits.data()) as Float32Array;
      rows.forEach((row, r) => {
        if (row.done) return;
        const rowLogits = logits.slice(r * config.vocabSize, (r + 1) * config.vocabSize);
        if (config.allowed) forbid(rowLogits, allowedAt(config.allowed, row.start + j));
        const draw = drawToken(
          rowLogits,
          temperature,
          drawKey(sampleKey(seed, round, promptKeys[row.prompt], row.sample), j),
        );
        row.tokens.push(draw.token);
        row.logProbs.push(draw.logProb);
        row.done = draw.token === eos;
      });
      if (j === maxNewTokens - 1 || rows.every((row) => row.done)) break;
      // A finished row gets its last token again, and its result is ignored.
      const tokens = Int32Array.from(rows, (row) => row.tokens[row.tokens.length - 1]);
      const positions = Int32Array.from(rows, (row) => row.start + row.tokens.length - 1);
      const next = tidy(() => decodeStep(config, weights, state, tokens, positions));
      discard();
      state = next;
    }
  } finally {
    discard();
  }
  return rows.map((row) => ({
    tokens: Int32Array.from(row.tokens),
    logProbs: Float32Array.from(row.logProbs),
  }));
}
