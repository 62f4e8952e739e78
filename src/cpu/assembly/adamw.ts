// AdamW on flat buffers, to ascend (Loshchilov & Hutter 2019, algorithm 2). Sums of squares are in float64.
import { at, madd, nmadd, splat } from './vector';

export function squaredNorm(gradient: usize, count: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const g = v128.load(at(gradient, i));
    const low = f64x2.promote_low_f32x4(g), high = f64x2.promote_low_f32x4(i64x2.shuffle(g, g, 1, 1));
    s0 = f64x2.add(s0, f64x2.mul(low, low));
    s1 = f64x2.add(s1, f64x2.mul(high, high));
  }
  const s = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; i < count; i++) sum += (<f64>load<f32>(at(gradient, i))) * (<f64>load<f32>(at(gradient, i)));
  return sum;
}

/**
 * One step over `count` floats. `scale` clips the gradient; keep1 and new1 are beta1 and 1 - beta1, keep2 and new2 those
 * of beta2; `rate` is the learning rate over 1 - beta1^t, `root` is 1 / sqrt(1 - beta2^t), `decay` is learning rate
 * times weight decay.
 */
export function adamw(
  values: usize, gradient: usize, first: usize, second: usize, count: i32, scale: f32, keep1: f32, new1: f32,
  keep2: f32, new2: f32, rate: f32, root: f32, epsilon: f32, decay: f32,
): void {
  const k1 = splat(keep1), n1 = splat(new1), k2 = splat(keep2), n2 = splat(new2), clip = splat(scale);
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    const g = f32x4.mul(clip, v128.load(at(gradient, i)));
    const m = madd(k1, v128.load(at(first, i)), f32x4.mul(n1, g));
    const v = madd(k2, v128.load(at(second, i)), f32x4.mul(n2, f32x4.mul(g, g)));
    v128.store(at(first, i), m);
    v128.store(at(second, i), v);
    const value = v128.load(at(values, i));
    const moved = madd(splat(rate), f32x4.div(m, madd(f32x4.sqrt(v), splat(root), splat(epsilon))), value);
    v128.store(at(values, i), nmadd(splat(decay), value, moved));
  }
  for (let i = whole; i < count; i++) {
    const g = scale * load<f32>(at(gradient, i));
    const m = keep1 * load<f32>(at(first, i)) + new1 * g;
    const v = keep2 * load<f32>(at(second, i)) + new2 * (g * g);
    store<f32>(at(first, i), m);
    store<f32>(at(second, i), v);
    const value = load<f32>(at(values, i));
    const moved = rate * (m / (sqrt<f32>(v) * root + epsilon)) + value;
    store<f32>(at(values, i), moved - decay * value);
  }
}
