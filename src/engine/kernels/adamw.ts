// AdamW as ascent (Loshchilov & Hutter 2019), in three dispatches, of which two are for each buffer of parameters:
//   g <- g min(1, clip / |g|),   m = b1 m + (1 - b1) g,   v = b2 v + (1 - b2) g^2
//   w += lr ((m / c1) / (sqrt(v / c2) + eps) - decay w)
// A gradient that is not finite changes nothing. The test is on bits, since WGSL may assume finite numbers.
// Twin: model/adamw.ts.
import {
  acrossLanes,
  ITEMS,
  itemIndex,
  itemIndexOf,
  type Kernel,
  laneArguments,
  notFinite,
  type Tuning,
  WIDE_ITEMS,
} from '../wgsl.ts';

/** Partial sums of the squares of a buffer's gradient, and workgroups that make them. */
export const NORM_PARTS = 512;

/** parts [*, 2], from row `partsAt` on: sum of squares, and 1 where anything is not finite. */
export function gradientNorm(tuning: Tuning): Kernel {
  const { lanes } = tuning;
  return {
    name: 'gradient norm',
    bindings: { gradient: 'read f32x4', parts: 'write f32' },
    sizes: ['size', 'partsAt'],
    declarations: acrossLanes('total', 'sum', tuning) + acrossLanes('largest', 'max', tuning),
    workgroup: [lanes === 1 ? 1 : lanes, 1],
    body: `
  // 1. A workgroup takes every ${NORM_PARTS}th block of the gradient; its lanes sum squares and look for what is not finite.
  let part = group.x;
  let lane = local;
  var squares = 0f;
  var bad = 0f;
  for (var i = part * ${lanes}u + lane; i < (sizes.size + 3u) / 4u; i += ${NORM_PARTS * lanes}u) {
    let g = gradient[i];
    squares += dot(g, g);
    if (any((bitcast<vec4u>(g) & vec4u(0x7f800000u)) == vec4u(0x7f800000u))) { bad = 1f; }
  }
  // 2. Join the lanes; lane 0 writes the workgroup's part.
  let sum = total(squares, ${laneArguments(tuning)});
  let anyBad = largest(bad, ${laneArguments(tuning)});
  let own = 2u * (sizes.partsAt + part);
  if (lane == 0u) { parts[own] = sum; parts[own + 1u] = anyBad; }`,
  };
}

/** Numbers in a report. */
export const REPORT = 6;

/**
 * report [6]: the gradient's norm (not a number where anything is not finite), the scale, 1 if the step is applied; the
 * moments' corrections c1 and c2; steps applied so far. Corrections are given for the steps after `known`, since the host
 * may not know yet how many were applied. refusals: 1 of a group whose figures forbid the step.
 */
export function clipScale(tuning: Tuning): Kernel {
  const { lanes } = tuning;
  return {
    name: 'clip',
    bindings: { parts: 'read f32', refusals: 'read f32', corrections: 'read f32', report: 'write f32' },
    sizes: ['refusers', 'known', 'parts'],
    scalars: ['clip'],
    declarations: acrossLanes('total', 'sum', tuning) + acrossLanes('largest', 'max', tuning),
    workgroup: [lanes, 1],
    body: `
  // 1. Each lane joins its parts; then the lanes are joined, and one goes on.
  let lane = local;
  var ownSquares = 0f;
  var ownBad = 0f;
  for (var p = lane; p < sizes.parts; p += ${lanes}u) {
    ownSquares += parts[2u * p];
    ownBad = max(ownBad, parts[2u * p + 1u]);
  }
  for (var g = lane; g < sizes.refusers; g += ${lanes}u) { ownBad = max(ownBad, refusals[g]); }
  let squares = total(ownSquares, ${laneArguments(tuning)});
  let anyBad = largest(ownBad, ${laneArguments(tuning)});
  if (lane > 0u) { return; }
  let bad = anyBad > 0f || ${notFinite('squares')};
  // 2. Report the norm, the scale that clips it, and whether the step is applied.
  let norm = sqrt(squares);
  report[0] = norm;
  report[1] = select(1f, sizes.clip / norm, sizes.clip > 0f && norm > sizes.clip);
  report[2] = select(1f, 0f, bad);
  // 3. Corrections of this step, and the count.
  let later = u32(report[5]) - sizes.known;
  report[3] = corrections[2u * later];
  report[4] = corrections[2u * later + 1u];
  report[5] += report[2];`,
  };
}

/** decays: a bit a parameter. Clears the gradient. With f16 storage the compute copy of the weights follows. */
export function adamw({ storage }: Tuning): Kernel {
  const copied = storage === 'f16';
  return {
    name: 'adamw',
    bindings: {
      report: 'read f32',
      decays: 'read u32',
      gradient: 'write f32x4',
      first: 'write f32x4',
      second: 'write f32x4',
      values: 'write f32x4',
      ...(copied ? { weights: 'write halfx4' as const } : {}),
    },
    sizes: ['size'],
    scalars: ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay'],
    workgroup: [WIDE_ITEMS, 1],
    body: `${itemIndexOf(WIDE_ITEMS)}
  if (index >= (sizes.size + 3u) / 4u) { return; }
  // 1. A thread takes a quad: all reads come first, so that none waits for another.
  let raw = gradient[index];
  let oldFirst = first[index];
  let oldSecond = second[index];
  let old = values[index];
  let bits = vec4u(decays[index / 8u] >> (index % 8u * 4u)) & vec4u(1u, 2u, 4u, 8u);
  // 2. Clear the gradient; stop here where it is not finite.
  gradient[index] = vec4f(0f);
  if (report[2] == 0f) { return; }
  // 3. Moments of the clipped gradient.
  let g = raw * report[1];
  let m = sizes.beta1 * oldFirst + (1f - sizes.beta1) * g;
  let v = sizes.beta2 * oldSecond + (1f - sizes.beta2) * g * g;
  first[index] = m;
  second[index] = v;
  // 4. Ascend along the corrected moments, and decay where the parameter's bit says so.
  let decay = select(vec4f(0f), vec4f(sizes.weightDecay), bits != vec4u(0u));
  let direction = m * (1f / report[3]) / (sqrt(v * (1f / report[4])) + sizes.epsilon);
  let value = old + sizes.learningRate * (direction - decay * old);
  values[index] = value;
  ${copied ? 'weights[index] = vec4<half>(value);' : ''}`,
  };
}

/** The compute copy of the weights after a restore, with f16 storage. */
export const castWeights: Kernel = {
  name: 'cast weights',
  bindings: { values: 'read f32', weights: 'write half' },
  sizes: ['size'],
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  // 1. Round each value to storage precision.
  if (index < sizes.size) { weights[index] = half(values[index]); }`,
};
