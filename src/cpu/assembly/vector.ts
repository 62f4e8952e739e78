// Four float32 lanes: the arithmetic that all kernels share. Products and sums round separately (no fused multiply-add),
// so every machine computes the same bits.

// @ts-ignore: decorator
@inline export function splat(x: f32): v128 {
  return f32x4.splat(x);
}
/** a b + c */
// @ts-ignore: decorator
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}
/** c - a b */
// @ts-ignore: decorator
@inline export function nmadd(a: v128, b: v128, c: v128): v128 {
  return f32x4.sub(c, f32x4.mul(a, b));
}
// @ts-ignore: decorator
@inline export function sum4(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
// @ts-ignore: decorator
@inline export function max4(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}
/** Address of a float. */
// @ts-ignore: decorator
@inline export function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

/**
 * Constants, four lanes each, in memory: engines build a vector constant anew at every use, which costs more than a load.
 */
// @ts-ignore: decorator
@lazy const KNOWN = memory.data<f32>([
  -87.0, -87.0, -87.0, -87.0,
  88.0, 88.0, 88.0, 88.0,
  1.44269504, 1.44269504, 1.44269504, 1.44269504,
  12582912.0, 12582912.0, 12582912.0, 12582912.0,
  -2.1219444e-4, -2.1219444e-4, -2.1219444e-4, -2.1219444e-4,
  0.693359375, 0.693359375, 0.693359375, 0.693359375,
  1.98756915e-4, 1.98756915e-4, 1.98756915e-4, 1.98756915e-4,
  1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3, 1.3981999507e-3,
  8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3, 8.3334519073e-3,
  4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2, 4.1665795894e-2,
  1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1, 1.6666665459e-1,
  5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1, 5.0000001201e-1,
  1.0, 1.0, 1.0, 1.0,
  0.70710678, 0.70710678, 0.70710678, 0.70710678,
  7.0376836292e-2, 7.0376836292e-2, 7.0376836292e-2, 7.0376836292e-2,
  -1.151461031e-1, -1.151461031e-1, -1.151461031e-1, -1.151461031e-1,
  1.167699874e-1, 1.167699874e-1, 1.167699874e-1, 1.167699874e-1,
  -1.2420140846e-1, -1.2420140846e-1, -1.2420140846e-1, -1.2420140846e-1,
  1.4249322787e-1, 1.4249322787e-1, 1.4249322787e-1, 1.4249322787e-1,
  -1.6668057665e-1, -1.6668057665e-1, -1.6668057665e-1, -1.6668057665e-1,
  2.0000714765e-1, 2.0000714765e-1, 2.0000714765e-1, 2.0000714765e-1,
  -2.4999993993e-1, -2.4999993993e-1, -2.4999993993e-1, -2.4999993993e-1,
  3.3333331174e-1, 3.3333331174e-1, 3.3333331174e-1, 3.3333331174e-1,
  0.5, 0.5, 0.5, 0.5,
  -0.0713548162726, -0.0713548162726, -0.0713548162726, -0.0713548162726,
  -1.5957691216057308, -1.5957691216057308, -1.5957691216057308, -1.5957691216057308,
  0.0, 0.0, 0.0, 0.0,
  0.2140644488178, 0.2140644488178, 0.2140644488178, 0.2140644488178,
  1.5957691216057308, 1.5957691216057308, 1.5957691216057308, 1.5957691216057308,
], 16);
// @ts-ignore: decorator
@inline function known(index: i32): v128 {
  return v128.load(KNOWN + ((<usize>index) << 4));
}

/** exp of x from -87 to 88, relative error 2e-7 (Cephes' expf). */
// @ts-ignore: decorator
@inline function expWithin4(x: v128): v128 {
  const t = madd(x, known(2), known(3)); // rounds to a whole number in the low bits
  const n = f32x4.sub(t, known(3));
  const r = nmadd(n, known(4), nmadd(n, known(5), x));
  let p = madd(known(6), r, known(7));
  p = madd(p, r, known(8));
  p = madd(p, r, known(9));
  p = madd(p, r, known(10));
  p = madd(p, r, known(11));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), known(12));
  return i32x4.add(p, i32x4.shl(t, 23));
}
/** exp of what is at most 88, such as a number less the largest one; exactly 0 below -87. */
// @ts-ignore: decorator
@inline export function exp4(x: v128): v128 {
  return v128.and(expWithin4(f32x4.pmax(x, known(0))), f32x4.ge(x, known(0)));
}
/** exp of any number, and of the nearer end beyond [-87, 88]. */
// @ts-ignore: decorator
@inline export function clampedExp4(x: v128): v128 {
  return expWithin4(f32x4.pmin(f32x4.pmax(x, known(0)), known(1)));
}

/** Natural logarithm of positive, normal numbers, relative error 1e-7 (Cephes' logf). */
// @ts-ignore: decorator
@inline export function log4(x: v128): v128 {
  let e = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000)); // [0.5, 1)
  const low = f32x4.lt(m, known(13));
  e = i32x4.add(e, low); // -1 where low
  m = f32x4.sub(f32x4.add(m, v128.and(low, m)), known(12));
  const f = f32x4.convert_i32x4_s(e);
  const z = f32x4.mul(m, m);
  let p = madd(known(14), m, known(15));
  p = madd(p, m, known(16));
  p = madd(p, m, known(17));
  p = madd(p, m, known(18));
  p = madd(p, m, known(19));
  p = madd(p, m, known(20));
  p = madd(p, m, known(21));
  p = madd(p, m, known(22));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(f, known(4), y);
  y = nmadd(known(23), z, y);
  return madd(f, known(5), f32x4.add(m, y));
}
// @ts-ignore: decorator
@inline export function logOf(x: f32): f32 {
  return f32x4.extract_lane(log4(splat(x)), 0);
}

/** sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3)): GELU is x times this gate (the tanh form, Hendrycks & Gimpel 2016). */
// @ts-ignore: decorator
@inline export function gate4(x: v128): v128 {
  const u = f32x4.mul(x, madd(f32x4.mul(x, x), known(24), known(25)));
  return f32x4.div(known(12), f32x4.add(known(12), clampedExp4(u)));
}

/** d (x gate(x)) / dx, from x and y = x gate(x): a division costs less than another exponential. */
// @ts-ignore: decorator
@inline export function geluSlope4(x: v128, y: v128): v128 {
  const s = v128.bitselect(f32x4.div(y, x), known(23), f32x4.ne(x, known(26)));
  const slope = f32x4.mul(x, madd(f32x4.mul(x, x), known(27), known(28)));
  return f32x4.mul(s, madd(f32x4.sub(known(12), s), slope, known(12)));
}
