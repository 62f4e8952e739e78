// Sampling noise for different purposes must not coincide. Evaluation, the reachable frontier and the viewer each have
// their own seed, so none of them draws a training sample again.
import { foldKey } from './counter.ts';

const PURPOSES = [
  'evaluation',
  'frontier',
  'view',
  'gate',
  'partition',
  'preferences',
  'tuples',
  'reward pairs',
  'reward card',
  'taste pairs',
  'taste check',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The seed of a purpose, from the run's; training draws from the run's seed itself. */
export function purposeSeed(purpose: Purpose, seed: number): number {
  return foldKey(0x9e3779b9, PURPOSES.indexOf(purpose) + 1, seed);
}
