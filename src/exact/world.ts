// A small table of outcomes with a softmax policy, drawn from a seed. The theorems are checked on it by enumerating every
// n-tuple of samples.
import { logSoftmax } from '../math/log_space.ts';
import { Stream } from '../random/stream.ts';
import { parseValue } from '../settings/parse.ts';
import { integer, type NumberBounds, real } from '../settings/setting.ts';

export interface WorldSettings {
  /** K, the number of outcomes. */
  readonly outcomes: number;
  readonly n: number;
  readonly gamma: number;
  readonly seed: number;
}

export interface TableWorld {
  readonly logPrior: Float64Array; // [K]
  readonly reward: Float64Array; // [K]
  /** The policy's parameters: log q_theta = logits - logSumExp(logits). */
  readonly logits: Float64Array; // [K]
  readonly logPolicy: Float64Array; // [K]
  readonly logProposal: Float64Array; // [K]
  /** Lengths in 1..4, EOS included; at least two differ. */
  readonly tokenCount: Int32Array; // [K]
}

export const WORLD_BOUNDS = {
  outcomes: integer(4, 8),
  n: integer(2, 4),
  gamma: real(0.1, 3),
  seed: integer(0, 4_294_967_295),
} as const satisfies Readonly<Record<keyof WorldSettings, NumberBounds>>;

export const DEFAULT_WORLD: WorldSettings = { outcomes: 5, n: 3, gamma: 0.5, seed: 1 };

/** What is wrong with the settings, as a sentence; undefined: nothing. */
export function worldProblem(settings: WorldSettings): string | undefined {
  for (const key of ['outcomes', 'n', 'gamma', 'seed'] as const) {
    const parsed = parseValue(key, WORLD_BOUNDS[key], settings[key]);
    if ('problem' in parsed) return parsed.problem;
  }
  return undefined;
}

/** Throws if the settings are out of bounds. */
export function tableWorld(settings: WorldSettings): TableWorld {
  const problem = worldProblem(settings);
  if (problem !== undefined) throw new Error(problem);
  const { outcomes, seed } = settings;
  const stream = Stream.fromSeed(seed);
  const normals = (name: string) => {
    const draws = stream.split(name);
    return Float64Array.from({ length: outcomes }, () => draws.normal());
  };
  const logProbs = (logits: Float64Array) => Float64Array.from(logSoftmax([...logits]));
  const logits = normals('policy');
  const lengths = stream.split('lengths');
  return {
    logPrior: logProbs(normals('prior')),
    reward: normals('reward'),
    logits,
    logPolicy: logProbs(logits),
    logProposal: logProbs(normals('proposal')),
    tokenCount: Int32Array.from({ length: outcomes }, (_, i) => (i < 2 ? 1 + 2 * i : 1 + lengths.integer(4))),
  };
}
