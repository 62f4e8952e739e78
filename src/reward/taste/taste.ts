// What somebody's clicks on pairs of answers reward: weights of visible features, refitted after each click, and how well
// the other clicks foretell each one. It says when it cannot know.
import type { Interval } from '../../math/statistics.ts';
import { wilsonInterval } from '../../math/statistics.ts';
import { foldKey } from '../../random/counter.ts';
import { FEATURES } from '../../tasks/features.ts';
import { type Comparison, fitLinear, fittedWeights, margin } from './linear_bradley_terry.ts';
import { inUnits } from './taste_points.ts';

/** Precision of a weight before any click, in log-odds a unit. */
const RIDGE = 0.5;
/** Fewer say nothing. */
export const FEWEST_DECIDED = 8;
/** From so many on, foretelling no better than this means that there is nothing to foretell. */
const FEWEST_TO_DOUBT = 12;
const CHANCE = 0.55;
/** Of the clicks, when they are flipped on purpose. */
const FLIPPED_ONE_IN = 5;

export type Choice = 'A' | 'B' | 'tie';

/** Two answers to one prompt, as their features, and which was preferred. */
export interface Click {
  readonly a: readonly number[]; // [FEATURES]
  readonly b: readonly number[]; // [FEATURES]
  readonly choice: Choice;
}

type TasteState = 'few' | 'ties' | 'contradictory' | 'known';

export interface Taste {
  readonly state: TasteState;
  /** Log-odds a unit of each feature, [FEATURES]. */
  readonly weights: readonly number[];
  readonly standardErrors: readonly number[]; // [FEATURES]
  /** Clicks that preferred one. */
  readonly decided: number;
  readonly ties: number;
  /** Of the decided clicks, the share that the others foretell; one that they cannot tell counts half. */
  readonly foretold: Interval & { readonly share: number };
}

const OUTCOMES = { A: 1, tie: 0.5, B: 0 } as const satisfies Record<Choice, Comparison['outcome']>;

const comparisonOf = ({ a, b, choice }: Click): Comparison => {
  const [ofA, ofB] = [inUnits(a), inUnits(b)];
  return { difference: ofA.map((value, i) => value - ofB[i]), outcome: OUTCOMES[choice] };
};

/** Each decided click once left out: is it foretold by all others? 1, 0, or 0.5 where they cannot tell. */
function leftOut(weights: readonly number[], comparisons: readonly Comparison[]): number[] {
  return comparisons.flatMap((one, at) => {
    if (one.outcome === 0.5) return [];
    const m = margin(fittedWeights(weights, comparisons, RIDGE, at), one);
    return m === 0 ? 0.5 : m > 0 === (one.outcome === 1) ? 1 : 0;
  });
}

/** @param start weights of the fit before, which the new one is near. */
export function tasteOf(clicks: readonly Click[], start: readonly number[] = FEATURES.map(() => 0)): Taste {
  const comparisons = clicks.map(comparisonOf);
  const { weights, standardErrors } = fitLinear(start, comparisons, RIDGE);
  const told = leftOut(weights, comparisons);
  const right = told.reduce((total, one) => total + one, 0);
  const decided = told.length;
  const share = decided === 0 ? Number.NaN : right / decided;
  const ties = clicks.length - decided;
  return {
    state: stateOf(decided, ties, share),
    weights,
    standardErrors,
    decided,
    ties,
    foretold: { share, ...wilsonInterval(right, decided) },
  };
}

function stateOf(decided: number, ties: number, share: number): TasteState {
  if (decided === 0 && ties > 0) return 'ties';
  if (decided < FEWEST_DECIDED) return 'few';
  return decided >= FEWEST_TO_DOUBT && share <= CHANCE ? 'contradictory' : 'known';
}

const OTHER: Readonly<Record<Choice, Choice>> = { A: 'B', tie: 'tie', B: 'A' };

/** One click of each five turned round. Later clicks change nothing about earlier ones. */
export const withFlips = <Kind extends { readonly choice: Choice }>(clicks: readonly Kind[]): Kind[] =>
  clicks.map((click, at) => {
    const block = Math.floor(at / FLIPPED_ONE_IN);
    const isFlipped = at % FLIPPED_ONE_IN === foldKey(block, FLIPPED_ONE_IN) % FLIPPED_ONE_IN;
    return isFlipped ? { ...click, choice: OTHER[click.choice] } : click;
  });
