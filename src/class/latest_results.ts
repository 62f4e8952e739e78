// A learner hands in again after the last question. The later code of a seat then stands for the same run. Seats are in
// their order, whoever was faster; codes without a seat follow as they came.
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
  const placeOf = ({ seat }: FoundResult) => seat ?? Number.MAX_SAFE_INTEGER;
  return [...bySeat.values()].sort((a, b) => placeOf(a) - placeOf(b));
}
