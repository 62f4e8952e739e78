// Norms over the last axis. A layer norm (Ba et al. 2016) subtracts the mean; an RMS norm (Zhang & Sennrich 2019) does not,
// and has no bias:
//   y = gain (x - mean) / sqrt(mean((x - mean)^2) + epsilon) + bias
// Twin: model/norm.ts.
import type { Architecture } from '../../model/architecture.ts';
import { acrossLanes, type Kernel, laneArguments, laneIndex, laneWorkgroup, type Tuning } from '../wgsl.ts';

/**
 * Which rows: `tokens` all of the batch; `slots` the tokens that `rows` names, to consecutive outputs; `living` the rows
 * of a generation that are not finished (`rows` = count, step, row indices).
 */
export type NormRows = 'tokens' | 'slots' | 'living';
export type NormKind = Architecture['norm']['kind'];

const counted: Record<NormRows, string> = { tokens: 'counts.x', slots: 'counts.y', living: 'rows[0]' };
const source: Record<NormRows, string> = { tokens: 'item', slots: 'rows[item]', living: 'rows[2u + item]' };
const target: Record<NormRows, string> = { tokens: 'item', slots: 'item', living: 'rows[2u + item]' };

/** x, y [rows, d]; stats [rows, 2]: mean (0 of an RMS norm) and 1 / deviation; gain and bias at their offsets in weights. */
export function norm(rows: NormRows, kind: NormKind, tuning: Tuning): Kernel {
  const { lanes } = tuning;
  const args = laneArguments(tuning);
  const centred = kind === 'layer';
  return {
    name: `${centred ? 'layer' : 'RMS'} norm (${rows})`,
    bindings: {
      x: 'read half',
      weights: 'read half',
      ...(rows === 'tokens' ? {} : { rows: 'read u32' as const }),
      y: 'write half',
      ...(rows === 'living' ? {} : { stats: 'write f32' as const }),
    },
    sizes: ['width', 'gainAt', ...(centred ? ['biasAt'] : [])],
    scalars: ['epsilon'],
    counted: rows !== 'living',
    declarations: acrossLanes('total', 'sum', tuning),
    workgroup: laneWorkgroup(tuning),
    body: `${laneIndex(tuning)}
  if (item >= ${counted[rows]}) { return; }
  let start = ${source[rows]} * sizes.width;
  let place = ${target[rows]} * sizes.width;
  ${
    centred
      ? `// 1. Mean of the row.
  var sum = 0f;
  for (var j = lane; j < sizes.width; j += ${lanes}u) { sum += f32(x[start + j]); }
  let mean = total(sum, ${args}) / f32(sizes.width);`
      : `// 1. The mean stays.
  let mean = 0f;`
  }
  // 2. Mean square about it, and 1 / deviation.
  var squares = 0f;
  for (var j = lane; j < sizes.width; j += ${lanes}u) {
    let centred = f32(x[start + j]) - mean;
    squares += centred * centred;
  }
  let scale = inverseSqrt(total(squares, ${args}) / f32(sizes.width) + sizes.epsilon);
  // 3. Normalise, then apply ${centred ? 'gain and bias' : 'the gain'}.
  for (var j = lane; j < sizes.width; j += ${lanes}u) {
    let normed = (f32(x[start + j]) - mean) * scale;
    y[place + j] = half(normed * f32(weights[sizes.gainAt + j])${centred ? ' + f32(weights[sizes.biasAt + j])' : ''});
  }
  ${
    rows === 'living'
      ? ''
      : `// 4. Lane 0 keeps mean and 1 / deviation for the backward pass.
  if (lane == 0u) {
    stats[2u * item] = mean;
    stats[2u * item + 1u] = scale;
  }`
  }`,
  };
}
