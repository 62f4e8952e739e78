// When an ordering counts as reproduced, and the words for it.
import type { Cell, Claim, ClaimVerdict } from './experiment.ts';

/**
 * A gap decides if it is larger than its error.
 * @param error half the 95 % interval of the gap; undefined: unknown, so the gap decides nothing.
 */
export function verdictOfGap(gap: number, error: number | undefined): ClaimVerdict {
  if (error === undefined || Math.abs(gap) <= error) return 'undecided';
  return gap > 0 ? 'reproduced' : 'not reproduced';
}

/** "± 0.012", or why the error is unknown. */
export const errorText = (error: number | undefined, decimals: number): string =>
  error === undefined ? 'one seed: no error known' : `± ${error.toFixed(decimals)}`;

const FURTHER: Readonly<Record<ClaimVerdict, string>> = {
  reproduced: 'holds',
  'not reproduced': 'does not hold',
  undecided: 'undecided',
  waiting: 'waiting',
};

/** Only an ordering of the paper can be reproduced; any other holds or does not. */
export const verdictText = ({ paper, verdict }: Claim): string =>
  paper === undefined ? FURTHER[verdict] : verdict;

/** What the paper says, or who else says it; a dash if nobody does. */
export const sourceText = ({ paper, source }: Claim): string => paper ?? source ?? '–';

/** "reproduces 3 of 4 orderings of the paper, leaves 1 undecided; 1 of 2 further orderings holds". */
export function summaryOf(claims: readonly Claim[]): string {
  if (claims.length === 0) return 'states no ordering';
  if (claims.every(({ verdict }) => verdict === 'waiting')) return 'no result yet';
  const count = (some: readonly Claim[], verdict: ClaimVerdict) =>
    some.filter((claim) => claim.verdict === verdict).length;
  const published = claims.filter(({ paper }) => paper !== undefined);
  const further = claims.filter(({ paper }) => paper === undefined);
  const plural = (some: readonly Claim[]) => (some.length === 1 ? 'ordering' : 'orderings');
  const ofPaper = [
    published.length > 0 &&
      `reproduces ${count(published, 'reproduced')} of ${published.length} ${plural(published)} of the paper`,
    count(published, 'not reproduced') > 0 && `contradicts ${count(published, 'not reproduced')}`,
    count(published, 'undecided') > 0 && `leaves ${count(published, 'undecided')} undecided`,
    count(published, 'waiting') > 0 && `waits for ${count(published, 'waiting')}`,
  ];
  const held = count(further, 'reproduced');
  const ofOthers = [
    further.length > 0 &&
      `${held} of ${further.length} ${published.length > 0 ? 'further ' : ''}${plural(further)} ${held === 1 || further.length === 1 ? 'holds' : 'hold'}`,
    count(further, 'not reproduced') > 0 &&
      `${count(further, 'not reproduced')} ${count(further, 'not reproduced') === 1 ? 'does' : 'do'} not`,
    count(further, 'undecided') > 0 && `${count(further, 'undecided')} undecided`,
  ];
  return [ofPaper, ofOthers]
    .map((parts) => parts.filter(Boolean).join(', '))
    .filter(Boolean)
    .join('; ');
}

const valueText = ({ value }: Cell) => (value === undefined ? '?' : value.toFixed(1));

/**
 * "A is above B", decided by the gap between answers to the same prompts. It is one of the paper's orderings if the paper
 * has a number for both.
 * @param gap a share; undefined: not measured yet.
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
    measured: `${valueText(above)} against ${valueText(below)}${apart ?? ''}`,
    verdict: gap ? verdictOfGap(gap.mean, gap.error) : 'waiting',
  };
}
