// The scalar head of PPO's critic:
//   v_s = w h_s + b;   dh_s += c_s w,   dw += sum_s c_s h_s,   db += sum_s c_s
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
  // 1. Product of hidden state and weight, summed over the lanes.
  var sum = 0f;
  for (var j = lane; j < sizes.width; j += ${tuning.lanes}u) {
    sum += f32(hidden[item * sizes.width + j]) * f32(weights[sizes.weightAt + j]);
  }
  // 2. Add the bias; lane 0 writes the value.
  let value = total(sum, ${laneArguments(tuning)}) + f32(weights[sizes.biasAt]);
  if (lane == 0u) { values[item] = value; }`,
  };
}

/** coefficients [S], added to dHidden [S, d]. */
export const valueHeadBackward: Kernel = {
  name: 'value head backward',
  bindings: { coefficients: 'read f32', weights: 'read half', dHidden: 'write f32' },
  sizes: ['width', 'weightAt'],
  counted: true,
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  if (index >= counts.y * sizes.width) { return; }
  // 1. Add the slot's coefficient times the weight of the column.
  dHidden[index] += coefficients[index / sizes.width] * f32(weights[sizes.weightAt + index % sizes.width]);`,
};

/** coefficients [S], hidden [S, d]: a thread a column, and one thread for the bias. */
export const valueParametersBackward: Kernel = {
  name: 'value head parameters backward',
  bindings: { coefficients: 'read f32', hidden: 'read half', gradient: 'write f32' },
  sizes: ['width', 'weightAt', 'biasAt'],
  counted: true,
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  if (index > sizes.width) { return; }
  // 1. A thread takes a column of the weight; the last thread takes the bias, whose input is 1.
  let bias = index == sizes.width;
  // 2. Sum coefficient times input over all slots.
  var sum = 0f;
  for (var s = 0u; s < counts.y; s++) {
    sum += coefficients[s] * select(f32(hidden[s * sizes.width + min(index, sizes.width - 1u)]), 1f, bias);
  }
  // 3. Add the sum to the flat gradient.
  gradient[select(sizes.weightAt + index, sizes.biasAt, bias)] += sum;`,
};
