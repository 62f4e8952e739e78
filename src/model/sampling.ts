// One draw from softmax(logits / temperature) by Gumbel-max, with counter-based noise: argmax_v(z_v / T + gumbel_v).
// `tf.multinomial` is not used: on WebGPU its first row always returns token 0 (tfjs issue 8057).
import { foldKey, foldOnto, gumbelAt } from '../random/counter.ts';

export interface Draw {
  readonly token: number;
  /** Log-prob under the untempered logits, nats. */
  readonly logProb: number;
}

/** Draws a token from one row of logits [V]; the key folds seed, round, prompt, sample and position. */
export function drawToken(logits: Float32Array, temperature: number, key: number): Draw {
  let max = -Infinity;
  let best = -Infinity;
  let token = 0;
  for (let v = 0; v < logits.length; v++) {
    if (logits[v] > max) max = logits[v];
    const noisy = logits[v] / temperature + gumbelAt(key, v);
    if (noisy > best) {
      best = noisy;
      token = v;
    }
  }
  let sum = 0;
  for (let v = 0; v < logits.length; v++) sum += Math.exp(logits[v] - max);
  return { token, logProb: logits[token] - max - Math.log(sum) };
}

/** Key of a sample's noise. */
export const sampleKey = (seed: number, round: number, prompt: number, sample: number): number =>
  foldKey(seed, round, prompt, sample);

/** Key of the draw at a position of a sample's completion. */
export const drawKey = (ofSample: number, position: number): number => foldOnto(ofSample, position);
