// Sampling noise for different purposes must not coincide: evaluations, the reachable frontier and the viewer draw
// from a seed of their own, so no sample is ever drawn twice under another name.
import { foldKey } from './counter.ts';

const PURPOSES = ['evaluation', 'frontier', 'view', 'gate', 'partition', 'preferences', 'tuples'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The seed of a purpose, from the run's; training draws from the run's seed itself. */
export function purposeSeed(purpose: Purpose, seed: number): number {
  return foldKey(0x9e3779b9, PURPOSES.indexOf(purpose) + 1, seed);
}
