// Norms over the last axis. A layer norm (Ba et al. 2016) subtracts the mean; an RMS norm (Zhang & Sennrich 2019) does not,
// and has no bias:
//   y = gain (x - mean) / sqrt(mean((x - mean)^2) + epsilon) + bias
// Twin: model/norm.ts.
import type { Architecture } from '../../model/architecture.ts';
import { elementsOf } from '../elements.ts';
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

/**
 * x, y [rows, d]; stats [rows, 2]: mean (0 of an RMS norm) and 1 / deviation; gain and bias at their offsets in weights.
 * @param quads d and the offsets are multiples of 4.
 */
export function norm(rows: NormRows, kind: NormKind, quads: boolean, tuning: Tuning): Kernel {
  const { lanes } = tuning;
  const args = laneArguments(tuning);
  const centred = kind === 'layer';
  const { each, x4, declarations } = elementsOf(quads);
  return {
    name: `${centred ? 'layer' : 'RMS'} norm (${rows})`,
    bindings: {
      x: `read half${x4}`,
      weights: `read half${x4}`,
      ...(rows === 'tokens' ? {} : { rows: 'read u32' as const }),
      y: `write half${x4}`,
      ...(rows === 'living' ? {} : { stats: 'write f32' as const }),
    },
    sizes: ['width', 'gainAt', ...(centred ? ['biasAt'] : [])],
    scalars: ['epsilon'],
    counted: rows !== 'living',
    declarations: declarations + acrossLanes('total', 'sum', tuning),
    workgroup: laneWorkgroup(tuning),
    body: `${laneIndex(tuning)}
  if (item >= ${counted[rows]}) { return; }
  let columns = sizes.width / ${each}u;
  let start = ${source[rows]} * columns;
  let place = ${target[rows]} * columns;
  ${
    centred
      ? `// 1. Mean of the row.
  var sum = Real();
  for (var j = lane; j < columns; j += ${lanes}u) { sum += Real(x[start + j]); }
  let mean = total(whole(sum), ${args}) / f32(sizes.width);`
      : `// 1. The mean stays.
  let mean = 0f;`
  }
  // 2. Mean square about it, and 1 / deviation.
  var squares = Real();
  for (var j = lane; j < columns; j += ${lanes}u) {
    let centred = Real(x[start + j]) - mean;
    squares += centred * centred;
  }
  let scale = inverseSqrt(total(whole(squares), ${args}) / f32(sizes.width) + sizes.epsilon);
  // 3. Normalise, then apply ${centred ? 'gain and bias' : 'the gain'}.
  for (var j = lane; j < columns; j += ${lanes}u) {
    let normed = (Real(x[start + j]) - mean) * scale;
    y[place + j] = Stored(normed * Real(weights[sizes.gainAt / ${each}u + j])${centred ? ` + Real(weights[sizes.biasAt / ${each}u + j])` : ''});
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
