// The product of matmul_loops.ts by subgroup matrices, where a device offers them: four subgroups sum a quarter each of a
// 64 x 64 block, from tiles of matrices that the hardware multiplies and adds at once:
//   C_ij = sum_k A_ik B_kj
// Twin: model/dense.ts.
import { type MatrixShape, range, unroll } from '../wgsl.ts';
import { depthRange, groupArgument, type MatmulParts, type Tile } from './matmul_loops.ts';

const EDGE = 64;
const HALF = EDGE / 2;
const SUBGROUPS = 4;

const depthOf = ({ k }: MatrixShape) => 16 * Math.ceil(k / 16);

export function matrixTile(shape: MatrixShape): Tile {
  const { m, n, component, lanes } = shape;
  return {
    workgroup: [SUBGROUPS * lanes, 1],
    rowsPerGroup: EDGE,
    columnsPerGroup: EDGE,
    declarations: `var<workgroup> tileA: array<${component}, ${EDGE * depthOf(shape)}>;
var<workgroup> tileB: array<${component}, ${EDGE * depthOf(shape)}>;
var<workgroup> results: array<f32, ${SUBGROUPS * m * n}>;`,
  };
}

export function matrixLoop(parts: MatmulParts, shape: MatrixShape): string {
  const { rows, baseA, stepA, fastA, a, baseB, stepB, fastB, b, bias } = parts;
  const { m, n, k, component, lanes } = shape;
  const depth = depthOf(shape);
  const threads = SUBGROUPS * lanes;
  const withBias = Boolean(bias && parts.storeBias);
  const [down, across] = [range(HALF / m), range(HALF / n)];
  const each = (line: (i: number, j: number) => string) =>
    down.map((i) => across.map((j) => line(i, j)).join('\n')).join('\n');
  const load = (alongDepth: boolean, into: string, inside: string, element: string) => `
    for (var e = local; e < ${EDGE * depth}u; e += ${threads}u) {
      let edge = ${alongDepth ? `e / ${depth}u` : `e % ${EDGE}u`};
      let k = ${alongDepth ? `e % ${depth}u` : `e / ${EDGE}u`};
      var value = 0f;
      if (${inside} && k0 + k < depth) { value = ${element}; }
      ${into} = ${component}(value);
    }`;
  return `
  // 1. A workgroup takes a ${EDGE} x ${EDGE} block of the result, a subgroup a quarter of it as ${m} x ${n} matrices.
  let rows = ${rows};
  let columns = sizes.columns;
  let i0 = group.y * ${EDGE}u;
  let j0 = group.x * ${EDGE}u;
  if (i0 >= rows) { return; }
  ${depthRange(parts)}
  let top = subgroup / 2u % 2u * ${HALF}u;
  let left = subgroup % 2u * ${HALF}u;
  ${each((i, j) => `var sum${i}_${j}: subgroup_matrix_result<f32, ${n}, ${m}>;`)}
  ${withBias ? 'var biasSum = 0f;' : ''}
  for (var k0 = first; k0 < depth; k0 += ${depth}u) {
    // 2. Copy ${EDGE} x ${depth} of A and ${depth} x ${EDGE} of B to workgroup memory.
    ${load(fastA === 'depth', `tileA[edge * ${depth}u + k]`, 'i0 + edge < rows', a(`${baseA('(i0 + edge)')} + (k0 + k) * ${stepA}`))}
    ${load(fastB === 'depth', `tileB[k * ${EDGE}u + edge]`, 'j0 + edge < columns', b(`${baseB('(j0 + edge)')} + (k0 + k) * ${stepB}`))}
    workgroupBarrier();
    // 3. Multiply matrices of A by matrices of B, and add to the quarter's sums.
    if (subgroup < ${SUBGROUPS}u) {
      ${unroll(depth / k, (step) =>
        [
          ...down.map(
            (i) =>
              `let a${step}_${i} = subgroupMatrixLoad<subgroup_matrix_left<${component}, ${k}, ${m}>, row_major>(&tileA, (top + ${i * m}u) * ${depth}u + ${step * k}u, ${depth}u);`,
          ),
          ...across.map(
            (j) =>
              `let b${step}_${j} = subgroupMatrixLoad<subgroup_matrix_right<${component}, ${n}, ${k}>, row_major>(&tileB, ${step * k * EDGE}u + left + ${j * n}u, ${EDGE}u);`,
          ),
          each(
            (i, j) =>
              `sum${i}_${j} = subgroupMatrixMultiplyAccumulate(a${step}_${i}, b${step}_${j}, sum${i}_${j});`,
          ),
        ].join('\n'),
      )}
    }
    ${withBias ? `if (local < ${EDGE}u) { for (var k = 0u; k < ${depth}u; k++) { biasSum += f32(tileB[k * ${EDGE}u + local]); } }` : ''}
    workgroupBarrier();
  }
  // 4. Store what lies inside the result, a matrix of each quarter at a time, by way of workgroup memory.
  ${each(
    (
      i,
      j,
    ) => `if (subgroup < ${SUBGROUPS}u) { subgroupMatrixStore<row_major>(&results, subgroup * ${m * n}u, sum${i}_${j}, ${n}u); }
  workgroupBarrier();
  for (var e = local; e < ${SUBGROUPS * m * n}u; e += ${threads}u) {
    let quarter = e / ${m * n}u;
    let row = i0 + quarter / 2u * ${HALF}u + ${i * m}u + e % ${m * n}u / ${n}u;
    let column = j0 + quarter % 2u * ${HALF}u + ${j * n}u + e % ${n}u;
    if (row < rows && column < columns) { store(row, column, results[e]${groupArgument(parts)}); }
  }
  workgroupBarrier();`,
  )}
  ${withBias ? `if (i0 == 0u && local < ${EDGE}u && j0 + local < columns) { storeBias(j0 + local, biasSum${groupArgument(parts)}); }` : ''}`;
}
