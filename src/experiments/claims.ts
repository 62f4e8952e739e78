// When an ordering counts as reproduced, and the words for it.
import type { Cell, Claim, ClaimVerdict } from './experiment.ts';

/** A gap between two sides, positive where the order holds; a share where it is one of win-rates. */
export interface Gap {
  readonly mean: number;
  /** Half the 95 % interval over prompts and seeds; undefined: unknown. */
  readonly error: number | undefined;
  readonly seeds: number;
  readonly verdict: ClaimVerdict;
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

/** "± 0.012", or why the error is unknown. */
export const errorText = (error: number | undefined, decimals: number): string =>
  error === undefined ? 'one seed: no error known' : `± ${error.toFixed(decimals)}`;

const FURTHER: Readonly<Record<ClaimVerdict, string>> = {
  reproduced: 'holds',
  contradicted: 'does not hold',
  level: 'level',
  undecided: 'undecided',
  waiting: 'waiting',
};

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
    some.filter((claim) => claim.verdict === verdict).length;
  const published = claims.filter(({ paper }) => paper !== undefined);
  const further = claims.filter(({ paper }) => paper === undefined);
  const plural = (some: readonly Claim[]) => (some.length === 1 ? 'ordering' : 'orderings');
  const ofPaper = [
    published.length > 0 &&
      `reproduces ${count(published, 'reproduced')} of ${published.length} ${plural(published)} of the paper`,
    count(published, 'contradicted') > 0 && `contradicts ${count(published, 'contradicted')}`,
    count(published, 'level') > 0 && `finds ${count(published, 'level')} level`,
    count(published, 'undecided') > 0 && `leaves ${count(published, 'undecided')} undecided`,
    count(published, 'waiting') > 0 && `waits for ${count(published, 'waiting')}`,
  ];
  const held = count(further, 'reproduced');
  const ofOthers = [
    further.length > 0 &&
      `${held} of ${further.length} ${published.length > 0 ? 'further ' : ''}${plural(further)} ${held === 1 || further.length === 1 ? 'holds' : 'hold'}`,
    count(further, 'contradicted') > 0 &&
      `${count(further, 'contradicted')} ${count(further, 'contradicted') === 1 ? 'does' : 'do'} not`,
    count(further, 'level') > 0 && `${count(further, 'level')} level`,
    count(further, 'undecided') > 0 && `${count(further, 'undecided')} undecided`,
  ];
  return [ofPaper, ofOthers]
    .map((parts) => parts.filter(Boolean).join(', '))
    .filter(Boolean)
    .join('; ');
}

const valueText = ({ value }: Cell) => (value === undefined ? '?' : value.toFixed(1));

const points = (share: number) => (100 * share).toFixed(1);

/** "apart by 4.1 ± 2.0 over 5 seeds". */
export const apartText = ({ mean, error = Number.NaN, seeds }: Gap): string =>
  `apart by ${points(mean)} ± ${points(error)} over ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;

/**
 * "A is above B", decided by the gap between answers to the same prompts. It is one of the paper's orderings if the paper
 * has a number for both.
 * @param gap a share; undefined: not measured yet.
 */
export function orderingClaim(
  [aboveLabel, above]: readonly [string, Cell],
  [belowLabel, below]: readonly [string, Cell],
  where: string,
  gap: Gap | undefined,
  expected?: 'level',
): Claim {
  const published = above.paper !== undefined && below.paper !== undefined;
  return {
    text: `${aboveLabel} is ${expected === 'level' ? 'level with' : 'above'} ${belowLabel} (${where})`,
    ...(expected && { expected }),
    ...(published && { paper: `${above.paper.toFixed(1)} against ${below.paper.toFixed(1)}` }),
    measured: `${valueText(above)} against ${valueText(below)}${gap ? `, ${apartText(gap)}` : ''}`,
    verdict: gap?.verdict ?? 'waiting',
  };
}
