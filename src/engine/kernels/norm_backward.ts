// Gradient of a norm, with xhat = (x - mean) / deviation and g = gain dy. An RMS norm has neither mean(g) nor a bias:
//   dx = (g - mean(g) - xhat mean(g xhat)) / deviation,   dgain = sum_n dy xhat,   dbias = sum_n dy
// Twin: `normBackward` in model/norm.ts.
import { elementsOf } from '../elements.ts';
import {
  acrossLanes,
  type Kernel,
  laneArguments,
  laneIndex,
  laneWorkgroup,
  type Tuning,
  unroll,
} from '../wgsl.ts';
import type { NormKind } from './norm.ts';

/**
 * Gradient of the input. `residual`: x, dy and stats are rows of tokens, and dx is added to dHidden. `final`: dy and
 * stats are rows of slots, and dHidden is set. slotOf [N] is 2^32 - 1 for a token without a slot, whose dHidden is 0.
 * @param quads the width and the offset in weights are multiples of 4.
 */
export function normBackward(
  into: 'residual' | 'final',
  kind: NormKind,
  quads: boolean,
  tuning: Tuning,
): Kernel {
  const { lanes } = tuning;
  const args = laneArguments(tuning);
  const final = into === 'final';
  const centred = kind === 'layer';
  const { each, x4, declarations } = elementsOf(quads);
  return {
    name: `${centred ? 'layer' : 'RMS'} norm backward (${into})`,
    bindings: {
      x: `read half${x4}`,
      dy: `read f32${x4}`,
      stats: 'read f32',
      weights: `read half${x4}`,
      ...(final ? { slotOf: 'read u32' as const } : {}),
      dHidden: `write f32${x4}`,
    },
    sizes: ['width', 'gainAt'],
    counted: true,
    declarations: declarations + acrossLanes('total', 'sum', tuning),
    workgroup: laneWorkgroup(tuning),
    body: `${laneIndex(tuning)}
  if (item >= counts.x) { return; }
  let columns = sizes.width / ${each}u;
  let gainAt = sizes.gainAt / ${each}u;
  let at = item * columns;
  ${
    final
      ? `// A token that predicts nothing has no gradient.
  let slot = slotOf[item];
  if (slot == 0xffffffffu) {
    for (var j = lane; j < columns; j += ${lanes}u) { dHidden[at + j] = Real(); }
    return;
  }`
      : 'let slot = item;'
  }
  let start = slot * columns;
  let mean = stats[2u * slot];
  let scale = stats[2u * slot + 1u];
  // 1. ${centred ? 'Means of g = gain dy and of' : 'Mean of'} g xhat over the row${centred ? '' : ', with g = gain dy'}.
  ${centred ? 'var sum = Real();' : ''}
  var product = Real();
  for (var j = lane; j < columns; j += ${lanes}u) {
    let g = dy[start + j] * Real(weights[gainAt + j]);
    ${centred ? 'sum += g;' : ''}
    product += g * (Real(x[at + j]) - mean) * scale;
  }
  ${centred ? `let meanG = total(whole(sum), ${args}) / f32(sizes.width);` : ''}
  let meanProduct = total(whole(product), ${args}) / f32(sizes.width);
  // 2. dx of every column${final ? '' : ', added to the residual stream'}.
  for (var j = lane; j < columns; j += ${lanes}u) {
    let g = dy[start + j] * Real(weights[gainAt + j]);
    let normed = (Real(x[at + j]) - mean) * scale;
    dHidden[at + j] ${final ? '=' : '+='} (g - ${centred ? 'meanG - ' : ''}normed * meanProduct) * scale;
  }`,
  };
}

/** Columns that one workgroup sums, and threads that share a column. */
const COLUMNS = 16;

/**
 * Gradients of gain and bias: sums over rows, a thread (or several) a column. `tokens`: rows of x and dy coincide;
 * `slots`: row s of dy belongs to row rows[s] of x.
 */
export function normParametersBackward(rows: 'tokens' | 'slots', kind: NormKind, { lanes }: Tuning): Kernel {
  const centred = kind === 'layer';
  const parts = lanes === 1 ? 1 : COLUMNS;
  const shared = parts > 1;
  return {
    name: `${centred ? 'layer' : 'RMS'} norm parameters backward (${rows})`,
    bindings: {
      x: 'read half',
      dy: 'read f32',
      stats: 'read f32',
      ...(rows === 'slots' ? { rows: 'read u32' as const } : {}),
      gradient: 'write f32',
    },
    sizes: ['width', 'gainAt', ...(centred ? ['biasAt'] : [])],
    counted: true,
    declarations: shared ? `var<workgroup> partial: array<vec2f, ${COLUMNS * parts}>;` : '',
    workgroup: [COLUMNS, parts],
    body: `
  // 1. Sum dy xhat and dy of a column over the rows${shared ? ', each thread over every 16th row' : ''}.
  let column = id.x;
  let part = local / ${COLUMNS}u;
  let count = ${rows === 'slots' ? 'counts.y' : 'counts.x'};
  var sum = vec2f();
  if (column < sizes.width) {
    for (var n = part; n < count; n += ${parts}u) {
      let g = dy[n * sizes.width + column];
      let xn = f32(x[${rows === 'slots' ? 'rows[n]' : 'n'} * sizes.width + column]);
      sum += vec2f(g * (xn - stats[2u * n]) * stats[2u * n + 1u], g);
    }
  }
  ${
    shared
      ? `// 2. The first thread of a column joins the parts.
  partial[local] = sum;
  workgroupBarrier();
  if (part > 0u) { return; }
  ${unroll(parts - 1, (p) => `sum += partial[local + ${(p + 1) * COLUMNS}u];`)}`
      : ''
  }
  // ${shared ? 3 : 2}. Add ${centred ? 'both sums' : 'the first sum'} to the gradient.
  if (column >= sizes.width) { return; }
  gradient[sizes.gainAt + column] += sum.x;
  ${centred ? 'gradient[sizes.biasAt + column] += sum.y;' : ''}`,
  };
}

export const normParameterGroups = (width: number): readonly [number, number] => [
  Math.ceil(width / COLUMNS),
  1,
];
