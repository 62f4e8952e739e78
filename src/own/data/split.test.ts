import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitOf } from './split.ts';

describe('the split by the text of a prompt', () => {
  it('depends on nothing else, so that rows may be added', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(texts, texts, (before, added) => {
        const of = (rows: readonly string[]) => new Map(rows.map((text) => [text, splitOf(text)]));
        const [few, many] = [of(before), of([...added, ...before])];
        for (const [text, split] of few) expect(many.get(text)).toBe(split);
      }),
    );
  });

  it('keeps the parts that were handed out once', () => {
    const prompts = Array.from({ length: 60 }, (_, i) => `Prompt ${i}`);
    const of = (split: string) => prompts.filter((text) => splitOf(text) === split);
    expect({ validation: of('validation'), test: of('test') }).toMatchInlineSnapshot(`
      {
        "test": [
          "Prompt 16",
          "Prompt 40",
          "Prompt 41",
        ],
        "validation": [
          "Prompt 12",
          "Prompt 48",
        ],
      }
    `);
  });

  it('gives nine in ten to training, and a twentieth to each of the others', () => {
    const count = { train: 0, validation: 0, test: 0 };
    const rows = 20_000;
    for (let i = 0; i < rows; i++) count[splitOf(`\n\nHuman: question ${i}\n\nAssistant:`)]++;
    // Five deviations of a binomial.
    for (const [split, share] of Object.entries({ train: 0.9, validation: 0.05, test: 0.05 }))
      expect(Math.abs(count[split as keyof typeof count] - rows * share)).toBeLessThan(
        5 * Math.sqrt(rows * share * (1 - share)),
      );
  });
});
