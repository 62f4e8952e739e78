// How many seeds every setting gets: a number that is fixed, or as many as its orderings need.

/** Seeds after which an ordering may be decided, if their number is not fixed. */
const LOOKS: readonly number[] = [5, 8, 12, 20];

export interface SeedPlan {
  /** All that a setting may get. */
  readonly seeds: readonly number[];
  /** Numbers of seeds after which an ordering may be decided; absent: only after all. */
  readonly looks?: readonly number[];
}

/** The number that stands for looks where a number of seeds is asked for. */
export const SEQUENTIAL = 'sequential';
export type SeedCount = number | typeof SEQUENTIAL;

export function seedPlan(seeds: SeedCount): SeedPlan {
  const count = seeds === SEQUENTIAL ? LOOKS[LOOKS.length - 1] : seeds;
  const plan = { seeds: Array.from({ length: count }, (_, i) => i + 1) };
  return seeds === SEQUENTIAL ? { ...plan, looks: LOOKS } : plan;
}

export const seedCountOf = ({ seeds, looks }: SeedPlan): SeedCount => (looks ? SEQUENTIAL : seeds.length);
