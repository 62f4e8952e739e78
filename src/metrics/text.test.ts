import { describe, expect, it } from 'vitest';
import { distinctFraction, meanLength } from './text.ts';

describe('text figures', () => {
  it('mean length', () => {
    expect(meanLength([Int32Array.of(1, 2, 3), Int32Array.of(1)])).toBe(2);
  });
  it('distinct within each prompt, not across them', () => {
    expect(
      distinctFraction([
        ['a', 'b', 'a', 'a'],
        ['a', 'b', 'c', 'd'],
      ]),
    ).toBe(0.75);
    expect(
      distinctFraction([
        ['a', 'a'],
        ['a', 'a'],
      ]),
    ).toBe(0.5);
  });
});
