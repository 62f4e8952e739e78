import { describe, expect, it } from 'vitest';
import { orderingClaim, summaryOf, verdictOfGap, verdictText } from './claims.ts';
import type { Claim, ClaimVerdict } from './experiment.ts';

describe('claims', () => {
  it('calls an order reproduced only where the gap is beyond its error', () => {
    const verdict = (mean: number, error: number) =>
      orderingClaim(['A', { value: 60 }], ['B', { value: 50 }], 'here', { mean, error }).verdict;
    expect(verdict(0.1, 0.08)).toBe('reproduced');
    expect(verdict(-0.1, 0.08)).toBe('not reproduced');
    expect(verdict(0.1, 0.12)).toBe('undecided');
    expect(orderingClaim(['A', {}], ['B', { value: 1 }], 'here', undefined).verdict).toBe('waiting');
  });

  it('counts as the paper’s only what the paper has', () => {
    const claim = (verdict: ClaimVerdict, paper?: string): Claim => ({
      text: '',
      measured: '',
      verdict,
      paper,
    });
    const published = [claim('reproduced', '2 against 1'), claim('undecided', '3 against 2')];
    const further = [claim('reproduced'), claim('not reproduced'), claim('undecided')];
    expect(summaryOf([])).toBe('states no ordering');
    expect(summaryOf([claim('waiting', '1')])).toBe('no result yet');
    expect(summaryOf(published)).toBe('reproduces 1 of 2 orderings of the paper, leaves 1 undecided');
    expect(summaryOf(further)).toBe('1 of 3 orderings holds, 1 does not, 1 undecided');
    expect(summaryOf([claim('not reproduced')])).toBe('0 of 1 ordering holds, 1 does not');
    expect(summaryOf([...published, ...further])).toBe(
      'reproduces 1 of 2 orderings of the paper, leaves 1 undecided; 1 of 3 further orderings holds, 1 does not, 1 undecided',
    );
    expect(further.map(verdictText)).toEqual(['holds', 'does not hold', 'undecided']);
    expect(published.map(verdictText)).toEqual(['reproduced', 'undecided']);
  });

  it('decides nothing on a gap within its error, or without one', () => {
    expect([verdictOfGap(2, 1), verdictOfGap(-2, 1), verdictOfGap(1, 1), verdictOfGap(2, undefined)]).toEqual(
      ['reproduced', 'not reproduced', 'undecided', 'undecided'],
    );
  });
});
