// Sizes of a model that is trained from nothing: GPT-2's architecture, small enough for a page.
import type { ModelConfig } from '../../model/config.ts';

const SHAPES = {
  small: { width: 64, layers: 2, heads: 4 },
  medium: { width: 128, layers: 4, heads: 4 },
  large: { width: 256, layers: 6, heads: 8 },
} as const satisfies Readonly<Record<string, Pick<ModelConfig, 'width' | 'layers' | 'heads'>>>;

export type ShapeName = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as readonly ShapeName[];

export const scratchConfig = (shape: ShapeName, vocabSize: number, contextLength: number): ModelConfig => ({
  ...SHAPES[shape],
  vocabSize,
  contextLength,
});
