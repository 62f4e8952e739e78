import { describe, expect, it } from 'vitest';
import { orderingClaim, summaryOf, verdictOfGap, verdictText } from './claims.ts';
import type { Claim, ClaimVerdict } from './experiment.ts';

describe('claims', () => {
  it('states an order with its gap', () => {
    const gap = {
      mean: 0.1,
      error: 0.08,
      seeds: [1, 2, 4],
      rates: [0.6, 0.5],
      verdict: 'reproduced',
    } as const;
    const claim = orderingClaim(['A', { paper: 60 }], ['B', {}], 'here', gap);
    expect(claim.paper).toBeUndefined();
    expect(claim).toMatchObject({
      verdict: 'reproduced',
      measured: '60.0 against 50.0, apart by 10.0 ± 8.0 over 3 seeds',
    });
    expect(orderingClaim(['A', {}], ['B', {}], 'here', undefined)).toMatchObject({
      measured: '?',
      verdict: 'waiting',
    });
    const single = { ...gap, error: undefined, seeds: [1] };
    expect(orderingClaim(['A', {}], ['B', {}], 'here', single).measured).toBe(
      '60.0 against 50.0, apart by 10.0 (one seed: no error known)',
    );
  });

  it('counts as the paper’s only what the paper has', () => {
    const claim = (verdict: ClaimVerdict, paper?: string): Claim => ({
      text: '',
      measured: '',
      verdict,
      paper,
    });
    const published = [claim('reproduced', '2 against 1'), claim('undecided', '3 against 2')];
    const further = [claim('reproduced'), claim('contradicted'), claim('undecided')];
    expect(summaryOf([])).toBe('states no ordering');
    expect(summaryOf([claim('waiting', '1')])).toBe('no result yet');
    expect(summaryOf(published)).toBe('reproduces 1 of 2 orderings of the paper, leaves 1 undecided');
    expect(summaryOf(further)).toBe('1 of 3 orderings holds, 1 does not, 1 undecided');
    expect(summaryOf([claim('contradicted')])).toBe('0 of 1 ordering holds, 1 does not');
    expect(summaryOf([...published, ...further])).toBe(
      'reproduces 1 of 2 orderings of the paper, leaves 1 undecided; 1 of 3 further orderings holds, 1 does not, 1 undecided',
    );
    expect(further.map(verdictText)).toEqual(['holds', 'does not hold', 'undecided']);
    expect(published.map(verdictText)).toEqual(['reproduced', 'undecided']);
  });

  it('calls level what is within the margin with all of its 90 % interval, unless it is decided', () => {
    const verdict = (gap: number, error: number, expected?: 'level') =>
      verdictOfGap(gap, error, 0.8 * error, { margin: 3, expected });
    expect([verdict(0.5, 2), verdict(-0.5, 2), verdict(1.5, 2), verdict(2, 1), verdict(-2, 1)]).toEqual([
      'level',
      'level',
      'undecided',
      'reproduced',
      'contradicted',
    ]);
    // Where level is expected, only a gap beyond the margin contradicts.
    expect([verdict(2, 1, 'level'), verdict(-5, 1, 'level'), verdict(3.5, 1, 'level')]).toEqual([
      'level',
      'contradicted',
      'undecided',
    ]);
    expect(verdictOfGap(0, 0.1, 0.1)).toBe('undecided');
  });

  it('says of a level ordering whether it was expected', () => {
    const claim = (verdict: ClaimVerdict, expected?: 'level'): Claim => ({
      text: '',
      measured: '',
      paper: '1',
      verdict,
      expected,
    });
    expect(
      [claim('level'), claim('level', 'level'), claim('contradicted', 'level')].map(verdictText),
    ).toEqual(['level', 'level, as expected', 'not level']);
    expect(summaryOf([claim('reproduced'), claim('level')])).toBe(
      'reproduces 1 of 2 orderings of the paper, finds 1 level',
    );
    expect(summaryOf([claim('level', 'level'), claim('level'), claim('contradicted', 'level')])).toBe(
      'reproduces 1 of 3 orderings of the paper, contradicts 1, finds 1 level',
    );
    const further = [claim('level', 'level'), claim('reproduced'), claim('level'), claim('waiting')];
    expect(summaryOf(further.map((some) => ({ ...some, paper: undefined })))).toBe(
      '2 of 4 orderings hold, 1 level, 1 waiting',
    );
  });

  it('decides nothing on a gap within its error, or without one', () => {
    expect([verdictOfGap(2, 1), verdictOfGap(-2, 1), verdictOfGap(1, 1), verdictOfGap(2, undefined)]).toEqual(
      ['reproduced', 'contradicted', 'undecided', 'undecided'],
    );
  });
});
