// Table 3 continued on strings: equal steps and samples, but a proposal that is refreshed less and less often, down to
// never (all samples come from the prior). Results are exact, so differences are the estimators' and not noise.
import { mean } from '../math/statistics.ts';
import { gapOverSeeds } from '../metrics/over_seeds.ts';
import { type MethodName, objectives } from '../objectives/index.ts';
import { errorText, type Gap, verdictOn } from './claims.ts';
import { outcomesOf } from './comparisons.ts';
import type { Claim, Outcomes, ResultFigure } from './experiment.ts';
import { decidedGap } from './looks.ts';
import { isFull, type RunOf, requestOf, requestsOf, type Scale } from './scale.ts';

/** Rounds of a run, largest first: each round draws samples from the current policy. */
const roundsIn = (scale: Scale): readonly number[] => {
  const { rounds } = requestOf(scale, { task: 'strings', method: 'brain' }, 1).config;
  return isFull(scale) ? [rounds, rounds / 5, 1] : [rounds, 1];
};

function runOf(scale: Scale, method: MethodName, rounds: number): RunOf {
  const run: RunOf = { task: 'strings', method };
  const preset = requestOf(scale, run, 1).config;
  const longer = preset.rounds / rounds;
  const overrides = {
    rounds,
    stepsPerRound: longer * preset.stepsPerRound,
    promptsPerRound: longer * preset.promptsPerRound,
  };
  return rounds === preset.rounds ? run : { ...run, overrides };
}

/** None at the size of markov, which has no strings. */
export const stalenessRequests = (scale: Scale, methods: readonly MethodName[]) =>
  scale.size === 'markov'
    ? []
    : methods.flatMap((method) =>
        roundsIn(scale).flatMap((rounds) => requestsOf(scale, runOf(scale, method, rounds))),
      );

interface Stale {
  readonly rounds: number;
  /** KL(posterior, policy) after all steps, by seed. */
  readonly divergence: ReadonlyMap<number, number>;
}

const endsOf = (outcomes: Outcomes, scale: Scale, method: MethodName): Stale[] =>
  roundsIn(scale).map((rounds) => ({
    rounds,
    divergence: new Map(
      outcomesOf(outcomes, requestsOf(scale, runOf(scale, method, rounds))).flatMap(({ config, exact }) => {
        const last = exact.at(-1);
        return last ? [[config.seed, last.klPosteriorPolicy]] : [];
      }),
    ),
  }));

/** Compares the seeds that both methods have. */
function nearer(brain: Stale, other: Stale, method: MethodName, scale: Scale): Claim {
  const pairs = [...brain.divergence].flatMap(([seed, ofBrain]) => {
    const ofOther = other.divergence.get(seed);
    return ofOther === undefined ? [] : [{ seed, ofBrain, ofOther }];
  });
  const known = pairs.map(({ seed }) => seed);
  const among = (seeds: readonly number[]) => pairs.filter(({ seed }) => seeds.includes(seed));
  const gap = decidedGap(scale, known, (seeds) =>
    gapOverSeeds(among(seeds).map(({ ofBrain, ofOther }) => ofOther - ofBrain)),
  );
  const nats = (side: 'ofBrain' | 'ofOther', { seeds }: Gap) =>
    mean(among(seeds).map((pair) => pair[side])).toFixed(3);
  return {
    text: `Where the proposal is never refreshed, BRAIn ends nearer to the posterior than ${objectives[method].label} (Strings, exact)`,
    measured: gap
      ? `${nats('ofBrain', gap)} against ${nats('ofOther', gap)} nats, apart by ${gap.mean.toFixed(3)} (${errorText(gap, 3)})`
      : '?',
    ...verdictOn(gap),
    runs: (['brain', method] as const).map(
      (side) => requestOf(scale, runOf(scale, side, other.rounds), scale.seeds[0]).key,
    ),
  };
}

export function staleness(
  outcomes: Outcomes,
  scale: Scale,
  methods: readonly MethodName[],
): { readonly figure: ResultFigure; readonly claims: readonly Claim[] } {
  const ends = methods.map((method) => ({ method, stale: endsOf(outcomes, scale, method) }));
  const never = ({ stale }: (typeof ends)[number]) => stale.at(-1)!;
  const [brain, ...others] = ends;
  return {
    figure: {
      id: 'table3-staleness',
      title: 'Distance from the posterior over how often the proposal is refreshed, Strings',
      whiskers: 'the range of the seeds',
      x: { label: 'Rounds (1: samples of the prior only)', scale: 'log' },
      y: { label: 'KL(posterior, policy) after all steps, nats' },
      series: ends.map(({ method, stale }) => ({
        label: objectives[method].label,
        method,
        kind: 'points-and-line',
        points: stale.flatMap(({ rounds, divergence }) => {
          const values = [...divergence.values()];
          return values.length === 0
            ? []
            : [
                {
                  x: rounds,
                  y: mean(values),
                  yLow: Math.min(...values),
                  yHigh: Math.max(...values),
                  label: `${rounds} rounds, mean of ${values.length} seeds`,
                },
              ];
        }),
      })),
    },
    claims: others.map((other) => nearer(never(brain), never(other), other.method, scale)),
  };
}
