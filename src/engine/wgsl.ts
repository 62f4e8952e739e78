// Assembles a kernel's WGSL: bindings and uniforms by name, one entry point, and the few pieces that every kernel needs.
// Sizes come from uniforms, so another batch needs no other shader.

/** A m x k matrix times a k x n one, added in f32. */
export interface MatrixShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly component: 'f32' | 'f16';
  /** Of the largest subgroup. */
  readonly lanes: number;
}

/** What differs between adapters. A kernel's code depends on this and on the model's configuration alone. */
export interface Tuning {
  /** Threads that share one row of a reduction: 1 where barriers are slow (software adapters), 64 on a GPU. */
  readonly lanes: 1 | 64;
  /**
   * Products from registers alone, or through tiles in workgroup memory: of single numbers, of quads, of quads that f16
   * storage multiplies as f16, or of subgroup matrices.
   */
  readonly matmul: 'registers' | 'tiled' | 'quads' | 'half quads' | 'matrices';
  /** The subgroup matrices that the device offers. */
  readonly matrices?: MatrixShape;
  /** Reductions by subgroup operations. */
  readonly subgroups: boolean;
  /** Attention by a thread a query, or by tiles of queries and keys in workgroup memory. */
  readonly attention: 'threads' | 'tiled';
  /** Generation of a small model by a workgroup a row, or by a list of dispatches a token. */
  readonly decoding: 'whole' | 'dispatches';
  /** Of memory that the device lets a workgroup share. */
  readonly workgroupBytes: number;
  /** Storage of weights and activations; sums, gradients and moments are always f32. */
  readonly storage: 'f32' | 'f16';
}

/** `half` is the tuning's storage type; x4: quads of it. */
type Binding = `${'read' | 'write'} ${'f32' | 'u32' | 'half' | 'f32x4' | 'halfx4'}`;

export interface Kernel {
  readonly name: string;
  /** Storage buffers by name, in binding order. */
  readonly bindings: Readonly<Record<string, Binding>>;
  /** Unsigned fields of the uniform `sizes`. */
  readonly sizes?: readonly string[];
  /** Real fields of the uniform, after the sizes. */
  readonly scalars?: readonly string[];
  /** Reads `counts`: tokens, slots and owners of the batch at hand. */
  readonly counted?: boolean;
  /** Module-scope declarations. */
  readonly declarations?: string;
  readonly workgroup: readonly [number, number];
  /** Rows and columns of a product that a workgroup computes. */
  readonly block?: readonly [number, number];
  readonly body: string;
}

/** Workgroup size of kernels with a thread an item. */
export const ITEMS = 64;
/** The same of kernels that only move and add many numbers: the largest that every device allows. */
export const WIDE_ITEMS = 256;

/** Module text. Bindings are numbered in order, then `sizes`, then `counts`. */
export function shaderText(kernel: Kernel, tuning: Tuning): string {
  const { bindings, sizes = [], scalars = [], counted, declarations = '', workgroup, body } = kernel;
  const half = tuning.storage;
  const matrices = /subgroupMatrix/.test(body);
  const subgroups = tuning.subgroups && /subgroup/.test(declarations);
  const names = Object.keys(bindings);
  const buffers = names.map((name, b) => {
    const [access, element] = bindings[name].split(' ');
    const mode = access === 'read' ? 'read' : 'read_write';
    const type = element.endsWith('x4') ? `vec4<${element.slice(0, -2)}>` : element;
    return `@group(0) @binding(${b}) var<storage, ${mode}> ${name}: array<${type}>;`;
  });
  const fields = [...sizes.map((name) => `${name}: u32`), ...scalars.map((name) => `${name}: f32`)];
  const uniforms = fields.length > 0 ? [`struct Sizes { ${fields.join(', ')} }`] : [];
  if (fields.length > 0) uniforms.push(`@group(0) @binding(${names.length}) var<uniform> sizes: Sizes;`);
  if (counted) {
    const binding = names.length + (fields.length > 0 ? 1 : 0);
    uniforms.push(`@group(0) @binding(${binding}) var<uniform> counts: vec4u;`);
  }
  const builtins = [
    '@builtin(global_invocation_id) id: vec3u',
    '@builtin(workgroup_id) group: vec3u',
    '@builtin(local_invocation_index) local: u32',
    '@builtin(num_workgroups) groups: vec3u',
  ];
  if (subgroups) builtins.push('@builtin(subgroup_size) subgroupSize: u32');
  if (matrices) builtins.push('@builtin(subgroup_id) subgroup: u32');
  return [
    ...(matrices ? ['diagnostic(off, chromium.subgroup_matrix_uniformity);'] : []),
    ...(half === 'f16' ? ['enable f16;'] : []),
    ...(subgroups || matrices ? ['enable subgroups;'] : []),
    ...(matrices ? ['enable chromium_experimental_subgroup_matrix;'] : []),
    `alias half = ${half};`,
    ...buffers,
    ...uniforms,
    declarations,
    `@compute @workgroup_size(${workgroup[0]}, ${workgroup[1]})`,
    `fn main(${builtins.join(', ')}) {`,
    body,
    '}',
  ].join('\n');
}

/** `let index`: one thread an item, over a grid of workgroups that may be folded into two dimensions. */
export const itemIndexOf = (items: number) => `  let index = id.x + id.y * groups.x * ${items}u;`;
export const itemIndex = itemIndexOf(ITEMS);

/** `let item` and `let lane`: `lanes` threads an item. */
export const laneIndex = ({ lanes }: Tuning) =>
  lanes === 1
    ? `  let item = id.x + id.y * groups.x * ${ITEMS}u;\n  const lane = 0u;`
    : '  let item = group.x + group.y * groups.x;\n  let lane = local;';

export const laneWorkgroup = ({ lanes }: Tuning): readonly [number, number] => [
  lanes === 1 ? ITEMS : lanes,
  1,
];

/**
 * Declares `fn NAME(value, lane, width) -> f32`, the sum or maximum over an item's lanes, which each of them gets. The
 * order of the additions is fixed, so the same numbers give the same bits.
 */
export function acrossLanes(
  name: string,
  operation: 'sum' | 'max',
  { lanes, subgroups }: { readonly lanes: number; readonly subgroups: boolean },
): string {
  if (lanes === 1) return `fn ${name}(value: f32, lane: u32, width: u32) -> f32 { return value; }`;
  const join = (a: string, b: string) => (operation === 'sum' ? `${a} + ${b}` : `max(${a}, ${b})`);
  const tree = `
  var<workgroup> ${name}Parts: array<f32, ${lanes}>;
  fn ${name}(value: f32, lane: u32, width: u32) -> f32 {
    ${name}Parts[lane] = value;
    workgroupBarrier();
    for (var reach = ${lanes / 2}u; reach > 0u; reach /= 2u) {
      if (lane < reach) { ${name}Parts[lane] = ${join(`${name}Parts[lane]`, `${name}Parts[lane + reach]`)}; }
      workgroupBarrier();
    }
    let result = ${name}Parts[0];
    workgroupBarrier();
    return result;
  }`;
  if (!subgroups) return tree;
  return `
  var<workgroup> ${name}Parts: array<f32, ${lanes}>;
  fn ${name}(value: f32, lane: u32, width: u32) -> f32 {
    let joined = ${operation === 'sum' ? 'subgroupAdd' : 'subgroupMax'}(value);
    if (lane % width == 0u) { ${name}Parts[lane / width] = joined; }
    workgroupBarrier();
    var result = ${name}Parts[0];
    for (var part = 1u; part < ${lanes}u / width; part++) { result = ${join('result', `${name}Parts[part]`)}; }
    workgroupBarrier();
    return result;
  }`;
}

/** The lane arguments of a function that `acrossLanes` declares. */
export const laneArguments = ({ lanes, subgroups }: Tuning) =>
  lanes > 1 && subgroups ? 'lane, subgroupSize' : 'lane, 1u';

/** WGSL that looks at the bits, since it may assume finite numbers. */
export const notFinite = (value: string) => `(bitcast<u32>(${value}) & 0x7f800000u) == 0x7f800000u`;

export const range = (size: number) => Array.from({ length: size }, (_, i) => i);

/** Unrolled code, a line each. */
export const unroll = (size: number, line: (i: number) => string) => range(size).map(line).join('\n');
