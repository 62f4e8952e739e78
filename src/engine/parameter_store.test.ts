import { describe, expect, it } from 'vitest';
import { architectureCases } from '../model/architecture_cases.ts';
import { checkConfig } from '../model/checked_case.ts';
import type { ModelConfig } from '../model/config.ts';
import { architectureOf } from '../model/decoder_shape.ts';
import { parameterViews } from '../model/parameters.ts';
import { fitsWorkgroup } from './kernels/whole_decoding.ts';
import { checkPieces, piecesOf } from './parameter_store.ts';

const gpt2: ModelConfig = {
  vocabSize: 50_257,
  contextLength: 1024,
  width: 768,
  layers: 12,
  heads: 12,
};

describe('the buffers of parameters', () => {
  it('are one where all fit, and cover everything in order where they do not', () => {
    for (const config of [gpt2, ...Object.values(architectureCases)]) {
      const views = parameterViews(config);
      const floats = views.reduce((sum, { size }) => sum + size, 0);
      expect(piecesOf(views, 4, 4 * floats)).toEqual([{ first: 0, size: floats, views }]);
      const pieces = piecesOf(views, 4, 2 * floats);
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.flatMap((piece) => piece.views)).toEqual(views);
      let next = 0;
      for (const { first, size } of pieces) {
        expect(first).toBe(next);
        next += size;
      }
      expect(next).toBe(floats);
    }
  });

  it('keep embeddings, and the tensors of a block, together', () => {
    const pieces = piecesOf(parameterViews(gpt2), 4, 2 ** 28);
    const placeOf = (name: string) => pieces.findIndex(({ views }) => views.some((v) => v.name === name));
    expect(placeOf('wte.weight')).toBe(placeOf('wpe.weight'));
    expect(placeOf('h.5.ln_1.weight')).toBe(placeOf('h.5.mlp.c_proj.bias'));
    for (const { size } of pieces) expect(4 * size).toBeLessThanOrEqual(2 ** 28);
  });

  it('are refused with bytes, limit and the way out where a tensor is too large', () => {
    const views = parameterViews(gpt2);
    expect(() => checkPieces(piecesOf(views, 4, 2 ** 27), 4, 2 ** 27)).toThrow(
      /wte\.weight needs a buffer of 157535232 bytes \(expected at most 134217728; .*LoRA.*16-bit.*CPU engine/,
    );
    expect(() => checkPieces(piecesOf(views, 2, 2 ** 27), 2, 2 ** 27)).not.toThrow();
  });
});

describe('generation by a workgroup a row', () => {
  it("is for GPT-2's type alone, whatever the context that it was made for", () => {
    expect(fitsWorkgroup(checkConfig)).toBe(true);
    const own = { ...architectureOf(checkConfig), contextLimit: 1024 };
    expect(fitsWorkgroup({ ...checkConfig, architecture: own })).toBe(true);
    expect(fitsWorkgroup({ ...checkConfig, architecture: { ...own, windows: [0, 4] } })).toBe(false);
    expect(fitsWorkgroup({ ...checkConfig, architecture: { ...own, attentionScale: 1 } })).toBe(false);
    for (const [name, config] of Object.entries(architectureCases))
      expect(fitsWorkgroup(config), name).toBe(false);
  });
});
