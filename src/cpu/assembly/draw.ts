// Gumbel-max draws with counter-based noise, the twin of random/counter.ts: argmax_v z_v / T + gumbel(key, v).
import { largest, sumExp } from './head';
import { at, log4, logOf, splat } from './vector';

/** PCG-RXS-M-XS 32 of a state that was already advanced (Jarzynski & Olano, JCGT 2020). */
// @ts-ignore: decorator
@inline function pcgWord(state: u32): i32 {
  const word = ((state >> ((state >> 28) + 4)) ^ state) * 277803737;
  return <i32>((word >> 22) ^ word);
}

/** -log(-log u) of four indices, u in (0, 1) with 23 bits. */
// @ts-ignore: decorator
@inline function gumbel4(index: v128, key: v128): v128 {
  const state = i32x4.add(i32x4.mul(v128.xor(index, key), i32x4.splat(747796405)), i32x4.splat(<i32>2891336453));
  // SIMD has no shift by a different count in every lane.
  let bits = i32x4.splat(pcgWord(i32x4.extract_lane(state, 0)));
  bits = i32x4.replace_lane(bits, 1, pcgWord(i32x4.extract_lane(state, 1)));
  bits = i32x4.replace_lane(bits, 2, pcgWord(i32x4.extract_lane(state, 2)));
  bits = i32x4.replace_lane(bits, 3, pcgWord(i32x4.extract_lane(state, 3)));
  const whole = f32x4.convert_i32x4_s(i32x4.shr_u(bits, 9));
  const u = f32x4.mul(f32x4.add(whole, splat(0.5)), splat(1.0 / 8388608.0));
  return f32x4.neg(log4(f32x4.neg(log4(u))));
}

/** Noise of indices 0 to count - 1 (a multiple of four), for tests. */
export function gumbels(key: i32, count: i32, out: usize): void {
  let index = i32x4(0, 1, 2, 3);
  for (let v = 0; v < count; v += 4) {
    v128.store(at(out, v), gumbel4(index, i32x4.splat(key)));
    index = i32x4.add(index, i32x4.splat(4));
  }
}

/** Draws a token for every row of logits [rows, ldv]; its log-prob is that of the untempered model. */
export function draw(
  logits: usize, ldv: i32, vocab: i32, rows: i32, keys: usize, masks: usize, inverseTemperature: f32, tokens: usize,
  logProbs: usize,
): void {
  const sharpness = splat(inverseTemperature);
  for (let r = 0; r < rows; r++) {
    const z = at(logits, r * ldv), most = largest(z, vocab, ldv, load<usize>(at(masks, r)));
    const key = i32x4.splat(load<i32>(at(keys, r)));
    let best = splat(-Infinity), token4 = i32x4.splat(0), index = i32x4(0, 1, 2, 3);
    for (let v = 0; v < ldv; v += 4) {
      const noisy = f32x4.add(f32x4.mul(v128.load(at(z, v)), sharpness), gumbel4(index, key));
      const better = f32x4.gt(noisy, best);
      best = v128.bitselect(noisy, best, better);
      token4 = v128.bitselect(index, token4, better);
      index = i32x4.add(index, i32x4.splat(4));
    }
    let top = f32x4.extract_lane(best, 0), token = i32x4.extract_lane(token4, 0);
    if (f32x4.extract_lane(best, 1) > top) {
      top = f32x4.extract_lane(best, 1);
      token = i32x4.extract_lane(token4, 1);
    }
    if (f32x4.extract_lane(best, 2) > top) {
      top = f32x4.extract_lane(best, 2);
      token = i32x4.extract_lane(token4, 2);
    }
    if (f32x4.extract_lane(best, 3) > top) {
      top = f32x4.extract_lane(best, 3);
      token = i32x4.extract_lane(token4, 3);
    }
    store<i32>(at(tokens, r), token);
    store<f32>(at(logProbs, r), load<f32>(at(z, token)) - most - logOf(sumExp(z, ldv, most)));
  }
}
