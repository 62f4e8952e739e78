// What is made of logits [rows, ldv]: log-probs of tokens, distributions, divergences, and the way back. Columns from
// `vocab` to `ldv` are padding. `masks` [rows] holds the address of a row of additive masks, or 0.
import { at, exp4, logOf, madd, max4, splat, sum4 } from './vector';

const PADDING: f32 = -3e38;

/** Adds the mask, hides the padding, and returns the largest logit. */
// @ts-ignore: decorator
@inline export function largest(z: usize, vocab: i32, ldv: i32, mask: usize): f32 {
  for (let v = vocab; v < ldv; v++) store<f32>(at(z, v), PADDING);
  const bytes = (<usize>ldv) << 2;
  let top = splat(PADDING);
  if (mask) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const x = f32x4.add(v128.load(z + j), v128.load(mask + j));
      v128.store(z + j, x);
      top = f32x4.pmax(top, x);
    }
  } else for (let j: usize = 0; j < bytes; j += 16) top = f32x4.pmax(top, v128.load(z + j));
  return max4(top);
}

/** Sum of exp(z - largest). */
// @ts-ignore: decorator
@inline export function sumExp(z: usize, ldv: i32, most: f32): f32 {
  const m = splat(most);
  let total0 = splat(0), total1 = total0;
  for (let j: usize = 0; j < (<usize>ldv) << 2; j += 32) {
    total0 = f32x4.add(total0, exp4(f32x4.sub(v128.load(z + j), m)));
    total1 = f32x4.add(total1, exp4(f32x4.sub(v128.load(z + j, 16), m)));
  }
  return sum4(f32x4.add(total0, total1));
}

/** Log-prob of each row's target; logits become probabilities. */
export function tokenLogProbs(
  logits: usize, ldv: i32, vocab: i32, rows: i32, targets: usize, masks: usize, logProbs: usize,
): void {
  const bytes = (<usize>ldv) << 2;
  for (let s = 0; s < rows; s++) {
    const z = at(logits, s * ldv), most = largest(z, vocab, ldv, load<usize>(at(masks, s))), m = splat(most);
    const target = load<f32>(at(z, load<i32>(at(targets, s))));
    let total0 = splat(0), total1 = total0;
    for (let j: usize = 0; j < bytes; j += 32) {
      const e0 = exp4(f32x4.sub(v128.load(z + j), m)), e1 = exp4(f32x4.sub(v128.load(z + j, 16), m));
      total0 = f32x4.add(total0, e0);
      total1 = f32x4.add(total1, e1);
      v128.store(z + j, e0);
      v128.store(z + j, e1, 16);
    }
    const sum = sum4(f32x4.add(total0, total1)), inverse = splat(<f32>1 / sum);
    for (let j: usize = 0; j < bytes; j += 16) v128.store(z + j, f32x4.mul(inverse, v128.load(z + j)));
    store<f32>(at(logProbs, s), target - most - logOf(sum));
  }
}

/** Logits become log-probs. */
export function logSoftmax(logits: usize, ldv: i32, vocab: i32, rows: i32, masks: usize): void {
  for (let s = 0; s < rows; s++) {
    const z = at(logits, s * ldv), most = largest(z, vocab, ldv, load<usize>(at(masks, s)));
    const shift = splat(most + logOf(sumExp(z, ldv, most)));
    for (let j: usize = 0; j < (<usize>ldv) << 2; j += 16) v128.store(z + j, f32x4.sub(v128.load(z + j), shift));
  }
}

/** From log-probs q and p: KL(q, p) and the entropy of q of each row, [rows][2], nats. */
export function divergence(q: usize, p: usize, ldv: i32, vocab: i32, rows: i32, out: usize): void {
  for (let s = 0; s < rows; s++) {
    const lq = at(q, s * ldv), lp = at(p, s * ldv);
    let kls = splat(0), entropies = splat(0), v = 0;
    for (; v < vocab; v += 4) {
      const own = v128.load(at(lq, v)), weight = exp4(own);
      // Padding has weight 0, and its difference is 0 or not finite.
      const gap = v128.and(f32x4.sub(own, v128.load(at(lp, v))), f32x4.gt(weight, splat(0)));
      kls = madd(weight, gap, kls);
      entropies = f32x4.sub(entropies, f32x4.mul(weight, v128.and(own, f32x4.gt(weight, splat(0)))));
    }
    store<f32>(at(out, 2 * s), sum4(kls));
    store<f32>(at(out, 2 * s), sum4(entropies), 4);
  }
}

/** Probabilities become the gradient of sum_s c_s log q_s: c (onehot - p). */
export function logitGradient(probabilities: usize, ldv: i32, rows: i32, targets: usize, coefficients: usize): void {
  for (let s = 0; s < rows; s++) {
    const z = at(probabilities, s * ldv), c = load<f32>(at(coefficients, s)), negative = splat(-c);
    for (let j: usize = 0; j < (<usize>ldv) << 2; j += 16) v128.store(z + j, f32x4.mul(negative, v128.load(z + j)));
    const target = at(z, load<i32>(at(targets, s)));
    store<f32>(target, load<f32>(target) + c);
  }
}

/** Value head: out [rows] = hidden [rows, ld] weight + bias. */
export function valueHead(hidden: usize, ld: i32, d: i32, rows: i32, weight: usize, bias: usize, out: usize): void {
  for (let s = 0; s < rows; s++) {
    let sum: f32 = 0;
    for (let j = 0; j < d; j++) sum += load<f32>(at(hidden, s * ld + j)) * load<f32>(at(weight, j));
    store<f32>(at(out, s), sum + load<f32>(bias));
  }
}

/** dhidden += c weight, dweight += c hidden, dbias += c, row after row. */
export function valueHeadBackward(
  hidden: usize, dhidden: usize, ld: i32, d: i32, rows: i32, weight: usize, coefficients: usize, dweight: usize,
  dbias: usize,
): void {
  for (let s = 0; s < rows; s++) {
    const c = load<f32>(at(coefficients, s));
    for (let j = 0; j < d; j++) {
      const place = s * ld + j, w = at(dweight, j);
      store<f32>(at(dhidden, place), load<f32>(at(dhidden, place)) + c * load<f32>(at(weight, j)));
      store<f32>(w, load<f32>(w) + c * load<f32>(at(hidden, place)));
    }
    store<f32>(dbias, load<f32>(dbias) + c);
  }
}
