// Splits a request for completions into parts, for every implementation of the model.
import type { ModelConfig } from './config.ts';
import type { GenerateOptions } from './language_model.ts';

/** Rows drawn together. The bound keeps the memory of a large request down. */
export const MOST_ROWS = 512;

/** A row's noise does not depend on its chunk. */
export type GenerationChunk = GenerateOptions & { readonly firstSample: number };

/** Splits a request into parts of at most `mostRows` rows, in order. */
export function chunksOf(options: GenerateOptions, mostRows = MOST_ROWS): GenerationChunk[] {
  const { prompts, promptKeys, samplesPerPrompt, temperature, firstSample = 0 } = options;
  if (!(temperature > 0)) throw new Error(`invalid temperature: ${temperature} (expected above 0)`);
  const promptsEach = Math.max(1, Math.floor(mostRows / samplesPerPrompt));
  const samplesEach = Math.min(samplesPerPrompt, mostRows);
  const chunks: GenerationChunk[] = [];
  for (let p = 0; p < prompts.length; p += promptsEach) {
    for (let sample = 0; sample < samplesPerPrompt; sample += samplesEach) {
      chunks.push({
        ...options,
        prompts: prompts.slice(p, p + promptsEach),
        promptKeys: promptKeys.slice(p, p + promptsEach),
        samplesPerPrompt: Math.min(samplesEach, samplesPerPrompt - sample),
        firstSample: firstSample + sample,
      });
    }
  }
  return chunks;
}

/** Longest prompt that leaves room for the completion; throws where a prompt is longer. */
export function promptRoom(
  { contextLength }: ModelConfig,
  { prompts, maxNewTokens }: GenerateOptions,
): number {
  const length = Math.max(...prompts.map((prompt) => prompt.length));
  const room = contextLength - maxNewTokens;
  if (length > room)
    throw new Error(
      `invalid prompt: ${length} tokens (expected at most ${room} to leave room for ${maxNewTokens})`,
    );
  return room;
}
