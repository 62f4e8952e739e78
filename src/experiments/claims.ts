// When an ordering counts as borne out, and the words for it.
import type { Cell, Claim, ClaimVerdict } from './experiment.ts';

/**
 * Above 0 by more than the error, below 0 by more than it, or neither.
 * @param error half the 95 % interval of the gap; undefined where nothing is known of it, which decides nothing.
 */
export function verdictOfGap(gap: number, error: number | undefined): ClaimVerdict {
  if (error === undefined || Math.abs(gap) <= error) return 'undecided';
  return gap > 0 ? 'reproduced' : 'not reproduced';
}

/** "± 0.012", or why there is none. */
export const errorText = (error: number | undefined, decimals: number): string =>
  error === undefined ? 'one seed: no error known' : `± ${error.toFixed(decimals)}`;

const FURTHER: Readonly<Record<ClaimVerdict, string>> = {
  reproduced: 'holds',
  'not reproduced': 'does not hold',
  undecided: 'undecided',
  waiting: 'waiting',
};

/** Only what the paper has can be reproduced; anything else holds or does not. */
export const verdictText = ({ paper, verdict }: Claim): string =>
  paper === undefined ? FURTHER[verdict] : verdict;

/** What the paper says, or who else says it; a dash where nobody does. */
export const saidText = ({ paper, source }: Claim): string => paper ?? source ?? '–';

/** "reproduces 3 of 4 orderings of the paper, leaves 1 undecided; 1 of 2 further orderings holds", or what is to come. */
export function summaryOf(claims: readonly Claim[]): string {
  if (claims.length === 0) return 'states no ordering';
  if (claims.every(({ verdict }) => verdict === 'waiting')) return 'no result yet';
  const count = (some: readonly Claim[], verdict: ClaimVerdict) =>
    some.filter((claim) => claim.verdict === verdict).length;
  const own = claims.filter(({ paper }) => paper !== undefined);
  const further = claims.filter(({ paper }) => paper === undefined);
  const plural = (some: readonly Claim[]) => (some.length === 1 ? 'ordering' : 'orderings');
  const ofPaper = [
    own.length > 0 && `reproduces ${count(own, 'reproduced')} of ${own.length} ${plural(own)} of the paper`,
    count(own, 'not reproduced') > 0 && `contradicts ${count(own, 'not reproduced')}`,
    count(own, 'undecided') > 0 && `leaves ${count(own, 'undecided')} undecided`,
    count(own, 'waiting') > 0 && `waits for ${count(own, 'waiting')}`,
  ];
  const held = count(further, 'reproduced');
  const ofOthers = [
    further.length > 0 &&
      `${held} of ${further.length} ${own.length > 0 ? 'further ' : ''}${plural(further)} ${held === 1 || further.length === 1 ? 'holds' : 'hold'}`,
    count(further, 'not reproduced') > 0 &&
      `${count(further, 'not reproduced')} ${count(further, 'not reproduced') === 1 ? 'does' : 'do'} not`,
    count(further, 'undecided') > 0 && `${count(further, 'undecided')} undecided`,
  ];
  return [ofPaper, ofOthers]
    .map((parts) => parts.filter(Boolean).join(', '))
    .filter(Boolean)
    .join('; ');
}

const written = ({ value }: Cell) => (value === undefined ? '?' : value.toFixed(1));

/**
 * "A is above B", by the gap between answers to the same prompts; one of the paper's where it has a number for both.
 * @param gap a share; absent while it is not known.
 */
export function orderingClaim(
  [aboveLabel, above]: readonly [string, Cell],
  [belowLabel, below]: readonly [string, Cell],
  where: string,
  gap: { readonly mean: number; readonly error: number } | undefined,
): Claim {
  const published = above.paper !== undefined && below.paper !== undefined;
  const apart = gap && `, apart by ${(100 * gap.mean).toFixed(1)} ± ${(100 * gap.error).toFixed(1)}`;
  return {
    text: `${aboveLabel} is above ${belowLabel} (${where})`,
    ...(published && { paper: `${above.paper.toFixed(1)} against ${below.paper.toFixed(1)}` }),
    measured: `${written(above)} against ${written(below)}${apart ?? ''}`,
    verdict: gap ? verdictOfGap(gap.mean, gap.error) : 'waiting',
  };
}
