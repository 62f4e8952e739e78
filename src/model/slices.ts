// Large requests in calls of bounded size. Whoever gives the breath can pause between any two, or end the work there.
import { chunksOf } from './generation_chunks.ts';
import type { Completion, GenerateOptions, LanguageModel } from './language_model.ts';

/** Awaited before every bounded call of a model. It may wait for long; it throws to end the work. */
export type Breathe = () => Promise<void>;

export const withoutBreath: Breathe = async () => {};

/** Parts of at most `size`, in order. */
export const slicesOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** As `model.generate`, `model.rowsPerCall` rows at a time. */
export async function generateInSlices(
  model: LanguageModel,
  options: GenerateOptions,
  breathe: Breathe,
): Promise<Completion[]> {
  const completions: Completion[] = [];
  for (const chunk of chunksOf(options, model.rowsPerCall)) {
    await breathe();
    completions.push(...(await model.generate(chunk)));
  }
  return completions;
}
