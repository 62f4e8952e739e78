// Exact figures of Markov chains over T positions by dynamic programming. A chain holds log q_t(v | u) for each position.
// The tilted prior p exp(t r) of a reward that is a sum over steps is again a chain, from one pass backwards:
//   h_T = 0,  h_t(u) = log sum_v p(v | u) exp(t a(u, v) + h_t+1(v)),  q_t(v | u) = p(v | u) exp(t a(u, v) + h_t+1(v) - h_t(u))
// With summed log-probs the posterior has t = 1 / gamma (Theorem 4.3). With averaged ones eq. 20 asks of a policy that
// log q / T - log p / T = r / gamma + const; all responses have T tokens, so that the target has t = T / gamma.
import { normaliseRows } from '../math/log_space.ts';

/** V symbols; a row for each previous symbol, the last for the start. */
export interface PositionedChain {
  readonly symbols: number;
  /** log q_t(v | u) of every position. */
  readonly steps: readonly Float64Array[]; // [T][V + 1, V]
}

/** The same table at every position. */
export const steadyChain = (symbols: number, length: number, logProbs: Float64Array): PositionedChain => ({
  symbols,
  steps: Array.from({ length }, () => logProbs),
});

export interface ExactPlace {
  /** KL to the prior, nats per response, and E[r]. */
  readonly kl: number;
  readonly reward: number;
}

export interface TiltedChain extends PositionedChain, ExactPlace {
  /** log Z. */
  readonly logPartition: number;
}

/**
 * The tilted chain p exp(tilt r) / Z, with its place. E[r] is carried backwards beside log Z, whose slope it is, and
 * KL = tilt E[r] - log Z. @param pay what each step adds to r, [V + 1, V].
 */
export function tiltedChain(
  { symbols, steps }: PositionedChain,
  pay: Float64Array,
  tilt: number,
): TiltedChain {
  let ahead: Float64Array = new Float64Array(symbols + 1);
  let rewardAhead = new Float64Array(symbols + 1);
  const tilted = [...steps].reverse().map((prior) => {
    const logProbs = prior.map((l, cell) => l + tilt * pay[cell] + ahead[cell % symbols]);
    ahead = normaliseRows(logProbs, symbols);
    const rewards = new Float64Array(symbols + 1);
    logProbs.forEach((l, cell) => {
      rewards[Math.floor(cell / symbols)] += Math.exp(l) * (pay[cell] + rewardAhead[cell % symbols]);
    });
    rewardAhead = rewards;
    return logProbs;
  });
  const [logPartition, reward] = [ahead[symbols], rewardAhead[symbols]];
  return { symbols, steps: tilted.reverse(), logPartition, kl: tilt * reward - logPartition, reward };
}

/** P(y_t = v) of every position, [T][V]. */
export function marginals({ symbols, steps }: PositionedChain): Float64Array[] {
  return statesOf({ symbols, steps })
    .slice(1)
    .map((state) => state.slice(0, symbols));
}

/** P(the previous symbol is u) before every position and behind the last, [T + 1][V + 1]. */
function statesOf({ symbols, steps }: PositionedChain): Float64Array[] {
  const states = [new Float64Array(symbols + 1)];
  states[0][symbols] = 1;
  for (const logProbs of steps) {
    const before = states[states.length - 1];
    const next = new Float64Array(symbols + 1);
    logProbs.forEach((l, cell) => {
      next[cell % symbols] += before[Math.floor(cell / symbols)] * Math.exp(l);
    });
    states.push(next);
  }
  return states;
}

/** E[sum_t f_t(u, v)] under the chain, where f may depend on the position. */
function expectedSum(
  chain: PositionedChain,
  figure: (t: number, cell: number, logProb: number) => number,
): number {
  const states = statesOf(chain);
  let sum = 0;
  chain.steps.forEach((logProbs, t) => {
    logProbs.forEach((l, cell) => {
      const mass = states[t][Math.floor(cell / chain.symbols)] * Math.exp(l);
      if (mass > 0) sum += mass * figure(t, cell, l);
    });
  });
  return sum;
}

/** E[r]. */
export const expectedReward = (chain: PositionedChain, pay: Float64Array): number =>
  expectedSum(chain, (_, cell) => pay[cell]);

/** KL(of, from), nats per response. */
export const klBetween = (of: PositionedChain, from: PositionedChain): number =>
  expectedSum(of, (t, cell, logProb) => logProb - from.steps[t][cell]);
