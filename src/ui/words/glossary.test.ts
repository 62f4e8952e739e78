import { expect, it } from 'vitest';
import { glossary } from './glossary.ts';

it('explains in sentences of at most 20 words', () => {
  for (const { meaning } of Object.values(glossary))
    for (const sentence of meaning.split(/(?<=[.:])\s/))
      expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(20);
});

it('has one entry for each name', () => {
  for (const wording of ['plain', 'paper'] as const) {
    const names = Object.values(glossary).map((notion) => notion[wording]);
    expect(new Set(names).size).toBe(names.length);
  }
});
