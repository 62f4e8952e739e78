// Where each tensor of a Hugging Face file lies in our flat vector of parameters. One list serves reading and writing, so
// that neither can transpose alone.
import type { ModelConfig } from '../../model/config.ts';
import { architectureOf } from '../../model/decoder_shape.ts';
import { HEAD_WEIGHT, type ParameterView, parameterViews, VALUE_WEIGHT } from '../../model/parameters.ts';
import { projectionsOf } from '../../model/projections.ts';
import { blockNorm, embeddingModule, finalNorm, positionsModule, projectionModule } from './module_names.ts';

export interface Placement {
  /** With its prefix: `model.layers.0.self_attn.k_proj.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Index of its first number in our vector. */
  readonly offset: number;
  /** Columns of our matrix, in which the file's rows [columns, inner] stand as columns; absent: as in the file. */
  readonly transposedInto?: number;
  /** What the shape follows from. */
  readonly reason?: string;
}

/** In the order of our vector. A value head and adapters have no place there. */
export function placementsOf(config: ModelConfig): readonly Placement[] {
  const { family, norm, positions, kvHeads, tiedHead } = architectureOf(config);
  const views = new Map(parameterViews(config).map((view) => [view.name, view]));
  const viewOf = (name: string): ParameterView => views.get(name)!;
  const whole = (name: string, ours: string, reason?: string): Placement => ({
    name,
    shape: viewOf(ours).shape,
    offset: viewOf(ours).offset,
    ...(reason ? { reason } : {}),
  });
  const normed = (name: string, ours: string): Placement[] =>
    (norm.kind === 'layer' ? ['weight', 'bias'] : ['weight']).map((part) =>
      whole(`${name}.${part}`, `${ours}.${part}`),
    );

  function projected(layer: number): Placement[] {
    return projectionsOf(config).flatMap((projection): Placement[] => {
      const { matrix, inner, from, columns, module } = projection;
      const ours = `h.${layer}.${matrix}`;
      const weight = viewOf(`${ours}.weight`);
      const bias = views.get(`${ours}.bias`);
      const name = projectionModule(family, layer, projection);
      const ofKeys = (module === 'k_proj' || module === 'v_proj') && kvHeads !== config.heads;
      const reason = ofKeys ? { reason: `${kvHeads} kv heads of ${config.heads}` } : {};
      const isConv1D = family === 'gpt2'; // its linear maps are [in, out]
      const offset = weight.offset + from;
      return [
        isConv1D
          ? { name: `${name}.weight`, shape: [inner, columns], offset }
          : {
              name: `${name}.weight`,
              shape: [columns, inner],
              offset,
              transposedInto: weight.shape[1],
              ...reason,
            },
        ...(bias ? [{ name: `${name}.bias`, shape: [columns], offset: bias.offset + from }] : []),
      ];
    });
  }

  return [
    whole(`${embeddingModule(family)}.weight`, 'wte.weight', 'vocab_size and width'),
    ...(positions.kind === 'learned' ? [whole(`${positionsModule(family)}.weight`, 'wpe.weight')] : []),
    ...Array.from({ length: config.layers }, (_, l) => [
      ...normed(blockNorm(family, l, 'ln_1'), `h.${l}.ln_1`),
      ...normed(blockNorm(family, l, 'ln_2'), `h.${l}.ln_2`),
      ...projected(l),
    ]).flat(),
    ...normed(finalNorm(family), 'ln_f'),
    ...(tiedHead ? [] : [whole(HEAD_WEIGHT, HEAD_WEIGHT)]),
  ];
}

/** The head of a sequence classifier with one label; it has no bias, so that of ours stays 0. */
export const SCORE_WEIGHT = 'score.weight';

export function scorePlacement(config: ModelConfig): Placement {
  const { offset } = parameterViews(config).find(({ name }) => name === VALUE_WEIGHT)!;
  return { name: SCORE_WEIGHT, shape: [1, config.width], offset, reason: 'one label, one number' };
}

const TILE = 32;

/** Visits every row and column. In tiles, because one of two sides of a transposition leaves the cache at each step. */
function eachInTiles(rows: number, columns: number, visit: (row: number, column: number) => void): void {
  for (let r0 = 0; r0 < rows; r0 += TILE)
    for (let c0 = 0; c0 < columns; c0 += TILE)
      for (let r = r0; r < Math.min(r0 + TILE, rows); r++)
        for (let c = c0; c < Math.min(c0 + TILE, columns); c++) visit(r, c);
}

/**
 * Puts numbers of a tensor in their place. Of a transposed one they must be whole rows.
 * @param first index of the first of them in the tensor.
 */
export function place(
  { shape, offset, transposedInto }: Placement,
  numbers: Float32Array,
  first: number,
  vector: Float32Array,
): void {
  if (transposedInto === undefined) {
    vector.set(numbers, offset + first);
    return;
  }
  const [, inner] = shape;
  const start = offset + first / inner;
  eachInTiles(numbers.length / inner, inner, (row, column) => {
    vector[start + column * transposedInto + row] = numbers[row * inner + column];
  });
}

/** The tensor as the file has it. A part of `vector` where it lies there as it is. */
export function taken({ shape, offset, transposedInto }: Placement, vector: Float32Array): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (transposedInto === undefined) return vector.subarray(offset, offset + size);
  const [rows, inner] = shape;
  const numbers = new Float32Array(size);
  eachInTiles(rows, inner, (row, column) => {
    numbers[row * inner + column] = vector[offset + column * transposedInto + row];
  });
  return numbers;
}
