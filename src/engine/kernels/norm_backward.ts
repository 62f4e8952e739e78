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

/** Columns that one workgroup sums: few, so that there are many workgroups, but no less than memory gives at once. */
const COLUMNS = 8;
/** Threads that share them, and rows that a thread reads before it adds the first. */
const THREADS = 256;
const AT_ONCE = 4;

/**
 * Gradients of gain and bias: sums over rows, a thread (or several) a column or quad. `tokens`: rows of x and dy
 * coincide; `slots`: row s of dy belongs to row rows[s] of x.
 * @param quads the width and the offsets in the gradient are multiples of 4.
 */
export function normParametersBackward(
  rows: 'tokens' | 'slots',
  kind: NormKind,
  quads: boolean,
  { lanes }: Tuning,
): Kernel {
  const centred = kind === 'layer';
  const shared = lanes > 1;
  const { each, x4, declarations } = elementsOf(quads && shared);
  const across = COLUMNS / each;
  const parts = shared ? THREADS / across : 1;
  const sums = centred ? ['gain', 'bias'] : ['gain'];
  const forEach = (line: (sum: string) => string) => sums.map(line).join('\n');
  const atOnce = (line: (k: number) => string) => unroll(AT_ONCE, line);
  return {
    name: `${centred ? 'layer' : 'RMS'} norm parameters backward (${rows})`,
    bindings: {
      x: `read half${x4}`,
      dy: `read f32${x4}`,
      stats: 'read f32',
      ...(rows === 'slots' ? { rows: 'read u32' as const } : {}),
      gradient: `write f32${x4}`,
    },
    sizes: ['width', 'gainAt', ...(centred ? ['biasAt'] : [])],
    counted: true,
    declarations: `${declarations}
${shared ? forEach((sum) => `var<workgroup> ${sum}Parts: array<Real, ${THREADS}>;`) : ''}`,
    workgroup: [across, parts],
    body: `
  // 1. Sum ${centred ? 'dy xhat and dy' : 'dy xhat'} over the rows${shared ? `, each thread over every ${parts}th` : ''}: read ${AT_ONCE} of them, then add those there are.
  let columns = sizes.width / ${each}u;
  let column = id.x;
  let part = local / ${across}u;
  let count = ${rows === 'slots' ? 'counts.y' : 'counts.x'};
  ${forEach((sum) => `var ${sum} = Real();`)}
  if (column < columns) {
    for (var n = part; n < count; n += ${parts * AT_ONCE}u) {
      ${atOnce((k) => `let n${k} = min(n + ${k * parts}u, count - 1u);`)}
      ${atOnce((k) => `let dy${k} = dy[n${k} * columns + column];`)}
      ${atOnce((k) => `let x${k} = Real(x[${rows === 'slots' ? `rows[n${k}]` : `n${k}`} * columns + column]);`)}
      ${atOnce((k) => `let mean${k} = stats[2u * n${k}]; let scale${k} = stats[2u * n${k} + 1u];`)}
      ${atOnce((k) => `let g${k} = select(Real(), dy${k}, n + ${k * parts}u < count);`)}
      ${atOnce((k) => `gain += g${k} * (x${k} - mean${k}) * scale${k};`)}
      ${centred ? atOnce((k) => `bias += g${k};`) : ''}
    }
  }
  ${
    shared
      ? `// 2. Join the parts of a column by halves, in a fixed order.
  ${forEach((sum) => `${sum}Parts[local] = ${sum};`)}
  workgroupBarrier();
  for (var reach = ${parts / 2}u; reach > 0u; reach /= 2u) {
    if (part < reach) {
      ${forEach((sum) => `${sum}Parts[local] += ${sum}Parts[local + reach * ${across}u];`)}
    }
    workgroupBarrier();
  }
  if (part > 0u) { return; }
  ${forEach((sum) => `${sum} = ${sum}Parts[local];`)}`
      : ''
  }
  // ${shared ? 3 : 2}. Add ${centred ? 'both sums' : 'the sum'} to the gradient.
  if (column >= columns) { return; }
  ${forEach((sum) => `gradient[sizes.${sum}At / ${each}u + column] += ${sum};`)}`,
  };
}

export const normParameterGroups = (width: number): readonly [number, number] => [
  Math.ceil(width / COLUMNS),
  1,
];
