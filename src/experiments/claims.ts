// When an ordering counts as reproduced, and the words for it.
import type { Cell, Claim, ClaimVerdict } from './experiment.ts';

/** A gap between two sides, positive where the order holds; a share where it is one of win-rates. */
export interface Gap {
  readonly mean: number;
  /** Half the 95 % interval over prompts and seeds; undefined: unknown. */
  readonly error: number | undefined;
  /** The seeds that it is of: at looks fewer than there are outcomes of. */
  readonly seeds: readonly number[];
  readonly verdict: ClaimVerdict;
}

/** A sum of shares, such as one win-rate minus another. */
export interface RateGap extends Gap {
  /** The shares, over the same seeds. */
  readonly rates: readonly number[];
}

/** Two win-rates are level if the 90 % interval of their gap is within this share, stated before anything was run. */
export const LEVEL_MARGIN = 0.03;

export interface Ruling {
  /** A gap is level if its 90 % interval is within this (two one-sided tests, Schuirmann 1987); absent: never. */
  readonly margin?: number;
  /** What the source of the ordering expects; default: that the first is above the second. */
  readonly expected?: 'level';
}

/**
 * A gap decides if it is larger than its error, or level.
 * @param error half the 95 % interval of the gap; undefined: unknown, so the gap decides nothing.
 * @param levelError half the 90 % interval.
 */
export function verdictOfGap(
  gap: number,
  error: number | undefined,
  levelError?: number,
  { margin = 0, expected }: Ruling = {},
): ClaimVerdict {
  if (error === undefined) return 'undecided';
  const level = levelError !== undefined && margin > 0 && Math.abs(gap) + levelError <= margin;
  if (expected === 'level') {
    if (level) return 'level';
    return Math.abs(gap) - error > margin ? 'contradicted' : 'undecided';
  }
  if (Math.abs(gap) > error) return gap > 0 ? 'reproduced' : 'contradicted';
  return level ? 'level' : 'undecided';
}

/** "± 0.012 over 5 seeds", or why the error is unknown. */
export const errorText = ({ error, seeds: { length } }: Gap, decimals: number, unit = 1): string =>
  error === undefined
    ? 'one seed: no error known'
    : `± ${(unit * error).toFixed(decimals)} over ${length} ${length === 1 ? 'seed' : 'seeds'}`;

const FURTHER: Readonly<Record<ClaimVerdict, string>> = {
  reproduced: 'holds',
  contradicted: 'does not hold',
  level: 'level',
  undecided: 'undecided',
  waiting: 'waiting',
};

/** Whether the verdict is what is expected. */
export const holds = ({ verdict, expected }: Pick<Claim, 'verdict' | 'expected'>): boolean =>
  verdict === (expected ?? 'reproduced');

/** The verdict on a gap, which waits for one. */
export const verdictOn = (gap: Gap | undefined): Pick<Claim, 'verdict' | 'seeds'> =>
  gap ? { verdict: gap.verdict, seeds: gap.seeds } : { verdict: 'waiting' };

/** Only an ordering of the paper can be reproduced; any other holds or does not. */
export function verdictText({ paper, expected, verdict }: Claim): string {
  if (expected === 'level' && verdict === 'level') return 'level, as expected';
  if (expected === 'level' && verdict === 'contradicted') return 'not level';
  return paper === undefined ? FURTHER[verdict] : verdict;
}

/** What the paper says, or who else says it; a dash if nobody does. */
export const sourceText = ({ paper, source }: Claim): string => paper ?? source ?? '–';

/** "reproduces 3 of 4 orderings of the paper, leaves 1 undecided; 1 of 2 further orderings holds". */
export function summaryOf(claims: readonly Claim[]): string {
  if (claims.length === 0) return 'states no ordering';
  if (claims.every(({ verdict }) => verdict === 'waiting')) return 'no result yet';
  const count = (some: readonly Claim[], verdict: ClaimVerdict) =>
    some.filter((claim) => claim.verdict === verdict && !holds(claim)).length;
  const published = claims.filter(({ paper }) => paper !== undefined);
  const further = claims.filter(({ paper }) => paper === undefined);
  const plural = (some: readonly Claim[]) => (some.length === 1 ? 'ordering' : 'orderings');
  const ofPaper = [
    published.length > 0 &&
      `reproduces ${published.filter(holds).length} of ${published.length} ${plural(published)} of the paper`,
    count(published, 'contradicted') > 0 && `contradicts ${count(published, 'contradicted')}`,
    count(published, 'level') > 0 && `finds ${count(published, 'level')} level`,
    count(published, 'undecided') > 0 && `leaves ${count(published, 'undecided')} undecided`,
    count(published, 'waiting') > 0 && `waits for ${count(published, 'waiting')}`,
  ];
  const held = further.filter(holds).length;
  const ofOthers = [
    further.length > 0 &&
      `${held} of ${further.length} ${published.length > 0 ? 'further ' : ''}${plural(further)} ${held === 1 || further.length === 1 ? 'holds' : 'hold'}`,
    count(further, 'contradicted') > 0 &&
      `${count(further, 'contradicted')} ${count(further, 'contradicted') === 1 ? 'does' : 'do'} not`,
    count(further, 'level') > 0 && `${count(further, 'level')} level`,
    count(further, 'undecided') > 0 && `${count(further, 'undecided')} undecided`,
    count(further, 'waiting') > 0 && `${count(further, 'waiting')} waiting`,
  ];
  return [ofPaper, ofOthers]
    .map((parts) => parts.filter(Boolean).join(', '))
    .filter(Boolean)
    .join('; ');
}

/** A share as a percentage: "12.3". */
export const percentText = (share: number): string => (100 * share).toFixed(1);

/** "apart by 4.1 ± 2.0 over 5 seeds". */
export const apartText = (gap: Gap): string =>
  `apart by ${percentText(gap.mean)} ${gap.error === undefined ? `(${errorText(gap, 1)})` : errorText(gap, 1, 100)}`;

/** "60.0 against 50.0, apart by 10.0 ± 8.0 over 3 seeds"; of the first two rates. */
export const againstText = (gap: RateGap): string =>
  `${gap.rates.slice(0, 2).map(percentText).join(' against ')}, ${apartText(gap)}`;

/**
 * "A is above B", decided by the gap between answers to the same prompts. It is one of the paper's orderings if the paper
 * has a number for both.
 * @param gap undefined: not measured yet.
 */
export function orderingClaim(
  [aboveLabel, above]: readonly [string, Pick<Cell, 'paper'>],
  [belowLabel, below]: readonly [string, Pick<Cell, 'paper'>],
  where: string,
  gap: RateGap | undefined,
  expected?: 'level',
): Claim {
  const published = above.paper !== undefined && below.paper !== undefined;
  return {
    text: `${aboveLabel} is ${expected === 'level' ? 'level with' : 'above'} ${belowLabel} (${where})`,
    ...(expected && { expected }),
    ...(published && { paper: `${above.paper.toFixed(1)} against ${below.paper.toFixed(1)}` }),
    measured: gap ? againstText(gap) : '?',
    ...verdictOn(gap),
  };
}
