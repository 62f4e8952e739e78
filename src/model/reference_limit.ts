// What the reference in TensorFlow.js does not take: it embeds and scores by one-hot vectors, [rows x slots, V] of them.
import type { ModelConfig } from './config.ts';

export const MOST_REFERENCE_VOCABULARY = 4096;

/** Thrown where a model is too large for the reference; the CPU engine takes it. */
export class ReferenceLimitError extends Error {}

export function checkReferenceLimit({ vocabSize }: ModelConfig): void {
  const [has, most] = [vocabSize, MOST_REFERENCE_VOCABULARY].map((count) => count.toLocaleString('en'));
  if (vocabSize > MOST_REFERENCE_VOCABULARY)
    throw new ReferenceLimitError(
      `unsupported vocabulary on TensorFlow.js: ${has} tokens (expected at most ${most}; the CPU engine and WebGPU take it)`,
    );
}
