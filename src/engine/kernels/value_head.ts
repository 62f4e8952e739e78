// The scalar head of PPO's critic: v_s = w h_s + b;  dh_s += c_s w,  dw += sum_s c_s h_s,  db += sum_s c_s.
// Twins: `slotValues` and `scoreBackward` in model/scoring.ts.
import {
  acrossLanes,
  ITEMS,
  itemIndex,
  type Kernel,
  laneArguments,
  laneIndex,
  laneWorkgroup,
  type Tuning,
} from '../wgsl.ts';

/** hidden [S, d] -> values [S]. */
export function valueHead(tuning: Tuning): Kernel {
  return {
    name: 'value head',
    bindings: { hidden: 'read half', weights: 'read half', values: 'write f32' },
    sizes: ['width', 'weightAt', 'biasAt'],
    counted: true,
    declarations: acrossLanes('total', 'sum', tuning),
    workgroup: laneWorkgroup(tuning),
    body: `${laneIndex(tuning)}
  if (item >= counts.y) { return; }
  var sum = 0f;
  for (var j = lane; j < sizes.width; j += ${tuning.lanes}u) {
    sum += f32(hidden[item * sizes.width + j]) * f32(weights[sizes.weightAt + j]);
  }
  let value = total(sum, ${laneArguments(tuning)}) + f32(weights[sizes.biasAt]);
  if (lane == 0u) { values[item] = value; }`,
  };
}

export const valueHeadBackward: Kernel = {
  name: 'value head backward',
  bindings: { coefficients: 'read f32', weights: 'read half', dHidden: 'write f32' },
  sizes: ['width', 'weightAt'],
  counted: true,
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  if (index >= counts.y * sizes.width) { return; }
  dHidden[index] += coefficients[index / sizes.width] * f32(weights[sizes.weightAt + index % sizes.width]);`,
};

/** One thread a column; the last one sums the bias. */
export const valueParametersBackward: Kernel = {
  name: 'value head parameters backward',
  bindings: { coefficients: 'read f32', hidden: 'read half', gradient: 'write f32' },
  sizes: ['width', 'weightAt', 'biasAt'],
  counted: true,
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  if (index > sizes.width) { return; }
  let bias = index == sizes.width;
  var sum = 0f;
  for (var s = 0u; s < counts.y; s++) {
    sum += coefficients[s] * select(f32(hidden[s * sizes.width + min(index, sizes.width - 1u)]), 1f, bias);
  }
  gradient[select(sizes.weightAt + index, sizes.biasAt, bias)] += sum;`,
};
