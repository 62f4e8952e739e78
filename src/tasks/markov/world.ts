// A world of the `markov` task: random tables from a seed, which hold the prior and the reward.
//   prior   log p(v | u, c) = W[u, v] + U[c, v] - log sum,   W, U ~ 0.8 N(0, 1)
//   reward  r(c, y) = spread (sum_t A[u_t, v_t] + B[c, v_t] - mean_c) / sd,   A, B ~ N(0, 1)
// mean_c is the prior's own for the prompt, and sd^2 its variance within a prompt, averaged over prompts; both are exact.
import { normaliseRows } from '../../math/log_space.ts';
import { mean } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import { type Chain, sumMoments } from './additive.ts';

export interface WorldSize {
  /** V, T and C. */
  readonly symbols: number;
  readonly length: number;
  readonly prompts: number;
}

/** As in the issue of the paper's schedule: about 200 weights. */
export const MARKOV_SIZE: WorldSize = { symbols: 8, length: 16, prompts: 16 };

export interface MarkovWorld extends WorldSize {
  /** The prior's tables W and U in single precision, as a model has them; the last row of W is the start's. */
  readonly previous: Float32Array; // [V + 1, V]
  readonly prompt: Float32Array; // [C, V]
  /** What each step pays for each prompt, in units of the reward; a response's reward is their sum. */
  readonly pay: readonly Float64Array[]; // [C][V + 1, V]
}

const PRIOR_SCALE = 0.8;

/** Next-symbol probabilities of the tables for one prompt. @param flatness divides the logits. */
export function chainOf({ symbols, length, previous, prompt }: MarkovWorld, c: number, flatness = 1): Chain {
  const logits = Float64Array.from(
    previous,
    (w, cell) => (w + prompt[c * symbols + (cell % symbols)]) / flatness,
  );
  normaliseRows(logits, symbols);
  return { symbols, length, probabilities: logits.map(Math.exp) };
}

/** @param spread standard deviation of the reward within a prompt, under the prior. */
export function markovWorld(seed: number, spread: number, size: WorldSize = MARKOV_SIZE): MarkovWorld {
  const { symbols, length, prompts } = size;
  const stream = Stream.fromSeed(seed).split('markov world');
  const table = (name: string, rows: number, scale: number) => {
    const draws = stream.split(name);
    return Float32Array.from({ length: rows * symbols }, () => scale * draws.normal());
  };
  const tables = {
    ...size,
    previous: table('previous', symbols + 1, PRIOR_SCALE),
    prompt: table('prompt', prompts, PRIOR_SCALE),
    pay: [],
  };
  const [a, b] = [table('pay of steps', symbols + 1, 1), table('pay of symbols', prompts, 1)];
  const raw = Array.from({ length: prompts }, (_, c) =>
    Float64Array.from(a, (step, at) => step + b[c * symbols + (at % symbols)]),
  );
  const moments = raw.map((pay, c) => sumMoments(chainOf(tables, c), pay));
  const unit = spread / Math.sqrt(mean(moments.map(({ variance }) => variance)));
  const pay = raw.map((steps, c) => steps.map((step) => unit * (step - moments[c].mean / length)));
  return { ...tables, pay };
}

/** Cells [previous, next] of a response's steps, as indices of a table [V + 1, V]. */
export const stepsOf = (symbols: number, response: readonly number[]): number[] =>
  response.map((v, t) => (t === 0 ? symbols : response[t - 1]) * symbols + v);

/** One response of a chain. */
export function drawResponse({ symbols, length, probabilities }: Chain, uniform: () => number): number[] {
  const response: number[] = [];
  for (let t = 0; t < length; t++) {
    const row = (response[t - 1] ?? symbols) * symbols;
    let left = uniform();
    let v = 0;
    while (v < symbols - 1 && left >= probabilities[row + v]) left -= probabilities[row + v++];
    response.push(v);
  }
  return response;
}
