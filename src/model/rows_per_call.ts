// How many rows of a model to ask for in one call. It depends on the model alone, so that a run repeats itself.
import type { ModelConfig } from './config.ts';

const FEWEST = 8;
const MOST = 512;

/** @param weightsTimesRows weights that one call may multiply with, a row counting once. */
export function rowsPerCall({ width, layers, vocabSize }: ModelConfig, weightsTimesRows: number): number {
  const weights = 12 * layers * width ** 2 + vocabSize * width;
  const rows = FEWEST * Math.floor(weightsTimesRows / weights / FEWEST); // whole groups of the usual size
  return Math.min(MOST, Math.max(FEWEST, rows));
}
