// The support of an enumerable task: outcomes in order of posterior mass, the modes of the reward, and the mass around
// each mode.
import type { ExactWorld } from '../../session/protocol.ts';

/** Outcomes by posterior mass, the likeliest first, [K]. */
export const rankByPosterior = (logPosterior: Float64Array): Uint32Array =>
  Uint32Array.from(logPosterior, (_, i) => i).sort((a, b) => logPosterior[b] - logPosterior[a]);

/** Symbols of one letter each need no spaces between them. */
export const shortName = (name: string): string =>
  /^\S( \S)*$/.test(name) ? name.replaceAll(' ', '') : name;

/** Rank of each outcome in an order, [K]. */
export function ranksOf(order: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(order.length);
  for (const [rank, outcome] of order.entries()) ranks[outcome] = rank;
  return ranks;
}

/** Yields each outcome that differs in one symbol. All names have the same length, one letter per symbol. */
function* neighbours(name: string, symbols: readonly string[], indexOf: ReadonlyMap<string, number>) {
  for (let place = 0; place < name.length; place++) {
    for (const symbol of symbols) {
      if (symbol === name[place]) continue;
      const neighbour = indexOf.get(name.slice(0, place) + symbol + name.slice(place + 1));
      if (neighbour !== undefined) yield neighbour;
    }
  }
}

export interface Mode {
  readonly outcome: number;
  /** The mode and every outcome one symbol away from it. */
  readonly neighbourhood: readonly number[];
}

/** Outcomes that no change of one symbol makes better, by reward; at most `count`, the best first. */
export function rewardModes({ names, reward }: Pick<ExactWorld, 'names' | 'reward'>, count: number): Mode[] {
  const indexOf = new Map(names.map((name, i) => [name, i]));
  const symbols = [...new Set(names.join(''))];
  const near = (outcome: number) => neighbours(names[outcome], symbols, indexOf);
  const isMode = (outcome: number) => {
    for (const neighbour of near(outcome)) if (reward[neighbour] >= reward[outcome]) return false;
    return true;
  };
  const modes: Mode[] = [];
  for (const outcome of Uint32Array.from(reward, (_, i) => i).sort((a, b) => reward[b] - reward[a])) {
    if (modes.length === count) break;
    if (isMode(outcome)) modes.push({ outcome, neighbourhood: [outcome, ...near(outcome)] });
  }
  return modes;
}

export const massOf = (logMass: Float64Array, outcomes: readonly number[]): number =>
  outcomes.reduce((sum, i) => sum + Math.exp(logMass[i]), 0);
