// The exact figures of a world of the `markov` task, averaged over its prompts.

import { mean } from '../math/statistics.ts';
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
const TILTS = Array.from(
  { length: POINTS },
  (_, k) => WEAKEST_TILT * (STRONGEST_TILT / WEAKEST_TILT) ** (k / (POINTS - 1)),
);
/** Of the KL; what is left is bridged by the slope dE[r] / dKL = gamma. */
const CLOSE_ENOUGH = 1e-5;
/** Nats: rounding leaves so much of the prior's 0. */
const LEAST_KL = 1e-12;
const MOST_STEPS = 40;

export class ExactMarkov {
  readonly priors: readonly PositionedChain[]; // [C]
  private readonly pay: MarkovWorld['pay'];
  private line?: readonly TiltedPlace[];

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
    const places = this.tilted(tilt);
    return {
      gamma: 1 / tilt,
      kl: mean(places.map(({ kl }) => kl)),
      reward: mean(places.map(({ reward }) => reward)),
    };
  }

  /** Where policies stand, one chain a prompt. */
  place(chains: readonly PositionedChain[]): ExactPlace {
    return {
      kl: meanKl(chains, this.priors),
      reward: mean(chains.map((chain, c) => expectedReward(chain, this.pay[c]))),
    };
  }

  /** The largest E[r] at every KL, from the prior on. One gamma for all prompts maximises the averages. */
  frontier(): readonly TiltedPlace[] {
    this.line ??= [0, ...TILTS].map((tilt) => this.tiltedPlace(tilt));
    return this.line;
  }

  /** The largest E[r] at a KL in nats: false position with halving (Illinois) between two points of the line. */
  bestReward(kl: number): number {
    const line = this.frontier();
    const above = line.findIndex((point) => point.kl > kl);
    if (kl < LEAST_KL) return line[0].reward;
    if (above < 0) return line[line.length - 1].reward;
    let [low, high] = [line[above - 1], line[above]].map((point) => ({
      tilt: 1 / point.gamma,
      miss: point.kl - kl,
    }));
    for (let step = 0; step < MOST_STEPS; step++) {
      const tilt = (low.tilt * high.miss - high.tilt * low.miss) / (high.miss - low.miss);
      const next = this.tiltedPlace(tilt);
      const miss = next.kl - kl;
      if (Math.abs(miss) < CLOSE_ENOUGH * kl) return next.reward - miss / tilt;
      if (miss > 0)
        [low, high] = [
          { ...low, miss: low.miss / 2 },
          { tilt, miss },
        ];
      else
        [low, high] = [
          { tilt, miss },
          { ...high, miss: high.miss / 2 },
        ];
    }
    return this.tiltedPlace((low.tilt + high.tilt) / 2).reward;
  }
}

/** KL(of, from), nats per response, averaged over prompts. */
export const meanKl = (of: readonly PositionedChain[], from: readonly PositionedChain[]): number =>
  mean(of.map((chain, c) => klBetween(chain, from[c])));
