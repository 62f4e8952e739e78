// A learner hands in again after the last question. The later code of a seat then stands for the same run.
import { writeUrl } from '../config/url.ts';
import type { FoundResult } from './find_results.ts';

/** @param results in the order in which they came; those without a seat all stay. */
export function latestResults(results: readonly FoundResult[]): FoundResult[] {
  const bySeat = new Map(
    results.map((result) => {
      const { seat, config, code } = result;
      return [seat === undefined ? code : `${seat} ${writeUrl(config)}`, result];
    }),
  );
  return [...bySeat.values()];
}
