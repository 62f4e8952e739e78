// The three products of a dense layer y = x W + b with W [I, O]. The loop is one of two, in matmul_loops.ts:
//   forward     y_no = sum_i x_ni W_io + b_o            (then GELU, or plus a residual)
//   transpose   dx_ni = sum_o dy_no W_io                (then times GELU'; also the head, z = h wte^T)
//   weight      dW_io += sum_n x_ni dy_no,   db_o += sum_n dy_no
// The thin products of adapters are among them. Twins: model/dense.ts, model/gelu.ts and model/lora.ts.

import { PLANS, type PlanName, type QuadPlan } from '../quad_tiles.ts';
import type { Kernel, Tuning } from '../wgsl.ts';
import {
  type MatmulParts,
  registerLoop,
  registerTile,
  type Tile,
  tiledLoop,
  tiledTile,
} from './matmul_loops.ts';
import { matrixLoop, matrixTile } from './matmul_matrices.ts';
import { quadLoop, quadTile } from './matmul_quads.ts';

type Product = 'forward' | 'transpose' | 'weight';

export interface MatmulOptions {
  readonly product: Product;
  /** Of x: an activation (half) or a gradient (f32). For `weight`, dy is of the other kind. */
  readonly input?: 'f32' | 'half';
  /** Of the result; weight gradients are always f32. */
  readonly output?: 'f32' | 'half';
  readonly bias?: boolean;
  /** `gelu` keeps the value before it in `pre`; `gelu only` does not; `gelu backward` multiplies by GELU'(pre); `add` adds to y. */
  readonly after?: 'gelu' | 'gelu only' | 'gelu backward' | 'residual' | 'add';
  /** Multiplies the sums by `factor`. */
  readonly scaled?: boolean;
  /** This operand is columns from `firstColumn` on of rows that are `rowLength` long. */
  readonly strip?: 'x' | 'y';
  /** Adds the mask of tokens that may not stand at a row's position (the head of a model with `allowed`). */
  readonly masked?: 'slots' | 'living';
  /** The rows of this operand start at slot `counts.w`: the batch's slots go through the head in parts. */
  readonly offset?: 'x' | 'y' | 'dy';
  /** Rows of a generation that are not finished; `cache`: the result goes to the row's slot of the step. */
  readonly rows?: 'living' | 'cache';
  /** Sums a part of the summands only, of `forward` or `weight`; parts are added by `addParts`. */
  readonly split?: boolean;
  /** Rows of operands and result are multiples of 4 long, so they can be read and written as quads. */
  readonly quads?: boolean;
  /** How quads go over a result [default wide]. */
  readonly plan?: PlanName;
}

/** Written with a sigmoid, as in model/gelu.ts. @param type of its argument: a number or a quad. */
export const gelu = (type: 'f32' | 'vec4f') => `
fn geluGate(x: ${type}) -> ${type} { return 1.0 / (1.0 + exp(-clamp(1.5957691216057308 * (x + 0.044715 * x * x * x), ${type}(-30.0), ${type}(30.0)))); }
fn gelu(x: ${type}) -> ${type} { return x * geluGate(x); }
fn geluSlope(x: ${type}) -> ${type} {
  let gate = geluGate(x);
  return gate * (1.0 + x * (1.0 - gate) * 1.5957691216057308 * (1.0 + 3.0 * 0.044715 * x * x));
}`;

/** Large and finite, as in model/batch.ts. */
export const FORBIDDEN = '-1e9';

function bindingsOf(options: MatmulOptions, quads: boolean): Kernel['bindings'] {
  const { product, input = 'half', output = 'half', after, masked, rows } = options;
  const weight = product === 'weight';
  const by = quads ? 'x4' : '';
  return {
    x: `read ${input}${by}`,
    ...(weight
      ? { dy: input === 'half' ? `read f32${by}` : `read half${by}` }
      : { weights: `read half${by}` }),
    ...(after === 'residual' ? { residual: `read half${by}` } : {}),
    ...(after === 'gelu backward' ? { pre: `read half${by}` } : {}),
    ...(after === 'gelu' ? { pre: `write half${by}` } : {}),
    ...(masked ? { mask: 'read u32', positions: 'read u32' } : {}),
    ...(rows || masked === 'living' ? { living: 'read u32' } : {}),
    y: weight ? `write f32${by}` : `write ${output}${by}`,
  } as Kernel['bindings'];
}

/** Where operand elements are, and what happens to a finished sum. */
function partsOf(options: MatmulOptions, quads: boolean): MatmulParts {
  const { product, output = 'half', bias, after, masked, rows, split, offset, strip, scaled } = options;
  // Of a quad's first element, and of an element.
  const at = (element: string) => (quads ? `(${element}) / 4u` : element);
  const real = quads ? 'vec4f' : 'f32';
  const half = quads ? 'vec4<half>' : 'half';
  const moved = (operand: MatmulOptions['offset'], row: string) =>
    offset === operand ? `(counts.w + ${row})` : row;
  if (product === 'weight') {
    const slice = split ? 'group.z' : '0u';
    const place = `${split ? `${slice} * sizes.stride` : 'sizes.weightAt'} + i * sizes.columns + j`;
    return {
      rows: 'sizes.inner',
      depth: 'counts[sizes.count]',
      baseA: (i) => (strip ? `sizes.firstColumn + ${i}` : i),
      stepA: strip ? 'sizes.rowLength' : 'sizes.inner',
      fastA: 'row',
      a: (at) => `f32(x[${at}])`,
      bufferA: 'x',
      bufferB: 'dy',
      baseB: (j) => (offset === 'dy' ? `counts.w * sizes.columns + ${j}` : j),
      stepB: 'sizes.columns',
      fastB: 'column',
      b: (at) => `f32(dy[${at}])`,
      slices: split,
      bias,
      finish: split ? 'let result = value;' : `let result = value + y[${at(place)}];`,
      store: `y[${at(place)}] = result;`,
      storeBias: split
        ? `y[${at(`${slice} * sizes.stride + sizes.inner * sizes.columns + j`)}] = value;`
        : `y[${at('sizes.biasAt + j')}] += value;`,
    };
  }
  const forward = product === 'forward';
  const row = rows ? 'living[2u + i]' : moved('y', 'i');
  const outRow = rows === 'cache' ? `(${row} * sizes.capacity + living[1] - 1u)` : row;
  const out =
    strip === 'y'
      ? `${outRow} * sizes.rowLength + sizes.firstColumn + j`
      : split
        ? 'group.z * sizes.stride + i * sizes.columns + j'
        : `${outRow} * sizes.columns + j`;
  const position = { slots: `positions[${moved('x', 'i')}]`, living: `(positions[${row}] + living[1])` };
  const finish = [
    ...(split ? [] : [`let out = ${at(out)};`]),
    `var result = value${scaled ? ' * sizes.factor' : ''};`,
    ...(bias ? [`result += ${real}(weights[${at('sizes.biasAt + j')}]);`] : []),
    ...(masked
      ? [
          `let bits = mask[${position[masked]} * sizes.maskWords + j / 32u] >> (j % 32u);`,
          quads
            ? `result += select(vec4f(0f), vec4f(${FORBIDDEN}), (vec4u(bits) & vec4u(1u, 2u, 4u, 8u)) == vec4u(0u));`
            : `if ((bits & 1u) == 0u) { result += ${FORBIDDEN}; }`,
        ]
      : []),
    ...(after === 'gelu only' ? ['result = gelu(result);'] : []),
    ...(after === 'gelu backward' ? [`result *= geluSlope(${real}(pre[out]));`] : []),
    ...(after === 'residual' ? [`result += ${real}(residual[out]);`] : []),
    ...(after === 'add' ? [`result += ${real}(y[out]);`] : []),
  ];
  const activated = after === 'gelu' ? 'gelu(result)' : 'result';
  const store = [
    `let out = ${at(out)};`,
    ...(after === 'gelu' ? [`pre[out] = ${half}(result);`] : []),
    output === 'half' ? `y[out] = ${half}(${activated});` : `y[out] = ${activated};`,
  ];
  return {
    rows: rows ? 'living[0]' : 'counts[sizes.count]',
    depth: 'sizes.inner',
    baseA: (i) => {
      const at = rows ? `living[2u + ${i}]` : moved('x', i);
      return strip === 'x' ? `${at} * sizes.rowLength + sizes.firstColumn` : `${at} * sizes.inner`;
    },
    stepA: '1u',
    fastA: 'depth',
    a: (at) => `f32(x[${at}])`,
    bufferA: 'x',
    bufferB: 'weights',
    slices: split,
    baseB: (j) => (forward ? `sizes.weightAt + ${j}` : `sizes.weightAt + ${j} * sizes.inner`),
    stepB: forward ? 'sizes.columns' : '1u',
    fastB: forward ? 'column' : 'depth',
    b: (at) => `f32(weights[${at}])`,
    finish: finish.join('\n'),
    store: store.join('\n'),
  };
}

/**
 * `sizes.inner` is the summed width (the rows of dW for `weight`), `sizes.columns` the width of the result. `count` names
 * the number of rows in `counts`. Offsets are in floats.
 */
export function matmul(options: MatmulOptions, tuning: Tuning): Kernel {
  const { product, bias, after, masked, rows, split, strip, scaled } = options;
  const kind = kindOf(options, tuning);
  const quads = kind === 'quads' || kind === 'half quads';
  const parts = partsOf(options, quads);
  const real = quads ? 'vec4f' : 'f32';
  const weight = product === 'weight';
  const fields = ['inner', 'columns', ...(rows ? [] : ['count'])];
  if (!split || !weight) fields.push('weightAt');
  if (bias && !split) fields.push('biasAt');
  if (rows === 'cache') fields.push('capacity');
  if (masked) fields.push('maskWords');
  if (split) fields.push('stride', 'share');
  if (strip) fields.push('firstColumn', 'rowLength');
  const grouped = split ? ', group: vec3u' : '';
  const { tile, loop } = loops(kind, tuning, PLANS[options.plan ?? 'wide']);
  return {
    name: [
      'matmul',
      product,
      bias && 'bias',
      after,
      masked && `masked ${masked}`,
      rows,
      split && 'split',
      scaled && 'scaled',
      strip && `strip of ${strip}`,
      !['registers', 'tiled'].includes(kind) && kind,
    ]
      .filter(Boolean)
      .join(' '),
    bindings: bindingsOf(options, quads),
    sizes: fields,
    ...(scaled ? { scalars: ['factor'] } : {}),
    counted: !rows,
    declarations: `${after?.startsWith('gelu') ? gelu(real) : ''}
fn finished(i: u32, j: u32, value: ${real}) -> ${real} {
${parts.finish}
  return result;
}
fn put(i: u32, j: u32, result: ${real}${grouped}) {
${parts.store}
}
fn store(i: u32, j: u32, value: ${real}${grouped}) { put(i, j, finished(i, j, value)${split ? ', group' : ''}); }
${parts.storeBias && bias ? `fn storeBias(j: u32, value: ${real}${split ? ', group: vec3u' : ''}) {\n${parts.storeBias}\n}` : ''}
${tile.declarations}`,
    workgroup: tile.workgroup,
    block: [tile.rowsPerGroup, tile.columnsPerGroup],
    body: loop(parts),
  };
}

/** The kind that this product can have: the tuning's, or the next simpler one. */
function kindOf({ product, input = 'half', quads }: MatmulOptions, tuning: Tuning): Tuning['matmul'] {
  const { matmul: kind, matrices, storage } = tuning;
  const halves = storage === 'f16' && product !== 'weight' && input === 'half';
  if (kind === 'registers' || kind === 'tiled') return kind;
  if (kind === 'matrices' && matrices && (matrices.component === 'f32' || halves)) return kind;
  if (!quads) return 'tiled';
  return kind === 'half quads' && halves ? kind : 'quads';
}

interface Loop {
  readonly tile: Tile;
  readonly loop: (parts: MatmulParts) => string;
}

function loops(kind: Tuning['matmul'], { matrices }: Tuning, plan: QuadPlan): Loop {
  if (kind === 'matrices')
    return { tile: matrixTile(matrices!), loop: (parts) => matrixLoop(parts, matrices!) };
  if (kind === 'registers') return { tile: registerTile, loop: registerLoop };
  if (kind === 'tiled') return { tile: tiledTile, loop: tiledLoop };
  const type = kind === 'quads' ? 'f32' : 'f16';
  return { tile: quadTile(type, plan), loop: (parts) => quadLoop(parts, type, plan) };
}

/** Workgroups for a result of `rows` x `columns`. @param kernel a product. */
export function matmulGroups(rows: number, columns: number, { block }: Kernel): readonly [number, number] {
  const [rowEdge, columnEdge] = block!;
  return [Math.ceil(columns / columnEdge), Math.ceil(rows / rowEdge)];
}
