// Gumbel-max draws with counter-based noise, the twin of random/counter.ts: argmax_v z_v / T + gumbel(key, v). Logarithms
// are taken only where the noise can be large enough to win.
import { largest, sumExp } from './head';
import { at, log4, logOf, madd, max4, splat } from './vector';

/** 2^(15 - m) for m from 0 to 15: its low bytes, then its high bytes. */
// @ts-ignore: decorator
@lazy const POWERS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 128, 64, 32, 16, 8, 4, 2, 1,
  128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0,
], 16);

/** x >> count in every lane, of x below 2^28 and counts from 0 to 15. SIMD shifts all lanes alike, so this multiplies. */
// @ts-ignore: decorator
@inline function shiftEach(x: v128, count: v128): v128 {
  const low = i8x16.swizzle(v128.load(POWERS), v128.or(count, i32x4.splat(<i32>0xffffff00)));
  const index = v128.or(i32x4.shl(count, 8), i32x4.splat(<i32>0xffff00ff));
  const power = v128.or(low, i8x16.swizzle(v128.load(POWERS, 16), index));
  const first = i64x2.shr_u(i64x2.extmul_low_i32x4_u(x, power), 15);
  const second = i64x2.shr_u(i64x2.extmul_high_i32x4_u(x, power), 15);
  return i32x4.shuffle(first, second, 0, 2, 4, 6);
}

/** u in (0, 1) with 23 bits: PCG-RXS-M-XS 32 (Jarzynski & Olano, JCGT 2020) of an index and a key. */
// @ts-ignore: decorator
@inline function uniform4(index: v128, key: v128): v128 {
  const state = i32x4.add(i32x4.mul(v128.xor(index, key), i32x4.splat(747796405)), i32x4.splat(<i32>2891336453));
  const shifted = shiftEach(i32x4.shr_u(state, 4), i32x4.shr_u(state, 28));
  const word = i32x4.mul(v128.xor(shifted, state), i32x4.splat(277803737));
  const bits = v128.xor(i32x4.shr_u(word, 22), word);
  const whole = f32x4.convert_i32x4_s(i32x4.shr_u(bits, 9));
  return f32x4.mul(f32x4.add(whole, splat(0.5)), splat(1.0 / 8388608.0));
}

/** -log(-log u) */
// @ts-ignore: decorator
@inline function gumbelOf(u: v128): v128 {
  return f32x4.neg(log4(f32x4.neg(log4(u))));
}

/** At least gumbelOf(u): it is below -log(1 - u), and 1 - u at or above its own power of two. */
// @ts-ignore: decorator
@inline function gumbelBound(u: v128): v128 {
  const exponent = i32x4.sub(i32x4.splat(127), i32x4.shr_u(f32x4.sub(splat(1), u), 23));
  return madd(f32x4.convert_i32x4_s(exponent), splat(0.6931472), splat(0.001)); // more than log4 errs by
}

/** Noise of indices 0 to count - 1 (a multiple of four), for tests. */
export function gumbels(key: i32, count: i32, out: usize): void {
  let index = i32x4(0, 1, 2, 3);
  for (let v = 0; v < count; v += 4) {
    v128.store(at(out, v), gumbelOf(uniform4(index, i32x4.splat(key))));
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
    let best = splat(-Infinity), token4 = i32x4.splat(0), index = i32x4(0, 1, 2, 3), leader = best;
    for (let v = 0; v < ldv; v += 8) {
      const next = i32x4.add(index, i32x4.splat(4));
      const score0 = f32x4.mul(v128.load(at(z, v)), sharpness), score1 = f32x4.mul(v128.load(at(z, v), 16), sharpness);
      const u0 = uniform4(index, key), u1 = uniform4(next, key);
      const bound = f32x4.pmax(f32x4.add(score0, gumbelBound(u0)), f32x4.add(score1, gumbelBound(u1)));
      if (v128.any_true(f32x4.gt(bound, leader))) {
        const noisy0 = f32x4.add(score0, gumbelOf(u0)), noisy1 = f32x4.add(score1, gumbelOf(u1));
        const is1 = f32x4.gt(noisy1, noisy0), noisy = f32x4.pmax(noisy0, noisy1), better = f32x4.gt(noisy, best);
        best = v128.bitselect(noisy, best, better);
        token4 = v128.bitselect(v128.bitselect(next, index, is1), token4, better);
        leader = splat(max4(best));
      }
      index = i32x4.add(next, i32x4.splat(4));
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
