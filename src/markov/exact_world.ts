// The exact figures of a world of the `markov` task, averaged over its prompts.

import { mean } from '../math/statistics.ts';
import type { Breathe } from '../model/slices.ts';
import type { MarkovSettings } from '../tasks/markov/markov.ts';
import {
  chainOf,
  MARKOV_SIZE,
  type MarkovWorld,
  markovWorld,
  type WorldSize,
} from '../tasks/markov/world.ts';
import {
  type ExactPlace,
  expectedReward,
  klBetween,
  type PositionedChain,
  steadyChain,
  type TiltedChain,
  tiltedChain,
} from './exact.ts';

interface TiltedPlace extends ExactPlace {
  /** Infinity at the prior. */
  readonly gamma: number;
}

/** Tilts 1 / gamma for a smooth line, in even steps of the logarithm. */
const POINTS = 120;
const [WEAKEST_TILT, STRONGEST_TILT] = [0.05, 200];
const TILTS = [
  0,
  ...Array.from(
    { length: POINTS },
    (_, k) => WEAKEST_TILT * (STRONGEST_TILT / WEAKEST_TILT) ** (k / (POINTS - 1)),
  ),
];
/** Of the KL; what is left is bridged by the slope dE[r] / dKL = gamma. */
const CLOSE_ENOUGH = 1e-5;
/** Nats: rounding leaves so much of the prior's 0. */
const LEAST_KL = 1e-12;
const MOST_STEPS = 40;

export class ExactMarkov {
  readonly priors: readonly PositionedChain[]; // [C]
  private readonly pay: MarkovWorld['pay'];
  private readonly line: TiltedPlace[] = [];

  constructor({ world, rewardSpread }: MarkovSettings, size: WorldSize = MARKOV_SIZE) {
    const tables = markovWorld(world, rewardSpread, size);
    this.pay = tables.pay;
    this.priors = this.pay.map((_, c) =>
      steadyChain(size.symbols, size.length, chainOf(tables, c).probabilities.map(Math.log)),
    );
  }

  /** The tilted prior of each prompt, [C]. The best possible policy at its KL (Theorem 5.2). */
  tilted(tilt: number): TiltedChain[] {
    return this.priors.map((prior, c) => tiltedChain(prior, this.pay[c], tilt));
  }

  tiltedPlace(tilt: number): TiltedPlace {
    return { gamma: 1 / tilt, ...meanPlace(this.tilted(tilt)) };
  }

  /** Where policies stand, one chain a prompt. */
  place(chains: readonly PositionedChain[]): ExactPlace {
    return {
      kl: meanKl(chains, this.priors),
      reward: mean(chains.map((chain, c) => expectedReward(chain, this.pay[c]))),
    };
  }

  /** Computes the frontier ahead of its first use, with a breath behind each point. */
  async trace(breathe: Breathe): Promise<void> {
    while (this.line.length < TILTS.length) {
      this.extend();
      await breathe();
    }
  }

  /** The largest E[r] at every KL, from the prior on. One gamma for all prompts maximises the averages. */
  frontier(): readonly TiltedPlace[] {
    while (this.line.length < TILTS.length) this.extend();
    return this.line;
  }

  private extend(): void {
    this.line.push(this.tiltedPlace(TILTS[this.line.length]));
  }

  /** The largest E[r] at a KL in nats: false position between two points of the line, by the Illinois method. */
  bestReward(kl: number): number {
    const line = this.frontier();
    const above = line.findIndex((point) => point.kl > kl);
    if (kl < LEAST_KL) return line[0].reward;
    if (above < 0) return line[line.length - 1].reward;
    let [low, high] = [line[above - 1], line[above]].map((point) => ({
      tilt: 1 / point.gamma,
      miss: point.kl - kl,
    }));
    let moved: 'low' | 'high' | undefined;
    for (let step = 0; step < MOST_STEPS; step++) {
      const tilt = (low.tilt * high.miss - high.tilt * low.miss) / (high.miss - low.miss);
      const next = this.tiltedPlace(tilt);
      const miss = next.kl - kl;
      if (Math.abs(miss) < CLOSE_ENOUGH * kl) return next.reward - miss / tilt;
      // An end that stays twice weighs half, so that it moves soon.
      if (miss > 0) {
        if (moved === 'high') low = { ...low, miss: low.miss / 2 };
        [high, moved] = [{ tilt, miss }, 'high'];
      } else {
        if (moved === 'low') high = { ...high, miss: high.miss / 2 };
        [low, moved] = [{ tilt, miss }, 'low'];
      }
    }
    return this.tiltedPlace((low.tilt + high.tilt) / 2).reward;
  }
}

const opened = new Map<string, ExactMarkov>();

/** The figures of one world; the same object for the same settings, so that its frontier is computed once. */
export function exactMarkov({ world, rewardSpread }: MarkovSettings): ExactMarkov {
  const key = `${world} ${rewardSpread}`;
  const exact = opened.get(key) ?? new ExactMarkov({ world, rewardSpread });
  opened.set(key, exact);
  return exact;
}

export const meanPlace = (places: readonly ExactPlace[]): ExactPlace => ({
  kl: mean(places.map(({ kl }) => kl)),
  reward: mean(places.map(({ reward }) => reward)),
});

/** KL(of, from), nats per response, averaged over prompts. */
export const meanKl = (of: readonly PositionedChain[], from: readonly PositionedChain[]): number =>
  mean(of.map((chain, c) => klBetween(chain, from[c])));
