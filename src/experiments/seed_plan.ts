// How many seeds every setting gets: a number that is fixed, or as many as its orderings need.

export interface Look {
  /** Number of seeds after which an ordering may be decided, if it is not fixed. */
  readonly seeds: number;
  /** Two-sided nominal levels of the intervals of 95 and 90 %. */
  readonly of95: number;
  readonly of90: number;
}

/**
 * The information of a look is taken as seeds / 20. The levels spend 4.5 and 9 % as O'Brien and Fleming's bounds do:
 *   2 - 2 Phi(z / sqrt(t)) up to t (Lan and DeMets 1983)
 * What is left to 5 and 10 % pays for variances that are estimated,
 * and pooled or not. Simulated errors are 4 to 5 % in the layouts of `src/experiments/coverage.test.ts`.
 */
export const LOOKS: readonly Look[] = [
  { seeds: 5, of95: 6.089671e-5, of90: 0.000696901 },
  { seeds: 8, of95: 0.001502291, of90: 0.007079419 },
  { seeds: 12, of95: 0.00907646, of90: 0.02583492 },
  { seeds: 20, of95: 0.04121523, of90: 0.07857696 },
];
const NUMBERS = LOOKS.map(({ seeds }) => seeds);

export interface SeedPlan {
  /** All that a setting may get. */
  readonly seeds: readonly number[];
  /** Numbers of seeds after which an ordering may be decided, those of `LOOKS`; absent: only after all. */
  readonly looks?: readonly number[];
}

/** The number that stands for looks where a number of seeds is asked for. */
export const SEQUENTIAL = 'sequential';
export type SeedCount = number | typeof SEQUENTIAL;

export function seedPlan(seeds: SeedCount): SeedPlan {
  const count = seeds === SEQUENTIAL ? Math.max(...NUMBERS) : seeds;
  const plan = { seeds: Array.from({ length: count }, (_, i) => i + 1) };
  return seeds === SEQUENTIAL ? { ...plan, looks: NUMBERS } : plan;
}

export const seedCountOf = ({ seeds, looks }: SeedPlan): SeedCount => (looks ? SEQUENTIAL : seeds.length);
