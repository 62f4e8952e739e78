import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { alphaWeights } from '../objectives/brain.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import { objectives } from '../objectives/index.ts';
import { Stream } from '../random/stream.ts';
import { Replay } from './replay.ts';

const group = (round: number): ReplayGroup => ({
  round,
  prompt: { id: round, split: 'train', text: '', tokens: [0], gold: [1] },
  completions: [],
  logProposal: [],
  logPrior: [],
  reward: [],
  alpha: [],
  tokens: [],
});

describe('replay', () => {
  it('keeps everything, and opens a window on the last rounds', () => {
    const replay = new Replay();
    for (const round of [1, 1, 2, 3, 3]) replay.add([group(round)]);
    expect(replay.window(0).map((g) => g.round)).toEqual([1, 1, 2, 3, 3]);
    expect(replay.window(2).map((g) => g.round)).toEqual([2, 3, 3]);
  });

  it('keeps groups of equal rewards, from which BRAIn learns too', () => {
    const logProposal = [-1, -2, -3];
    const logPrior = [-2, -2, -2];
    const reward = [1, 1, 1];
    const alpha = alphaWeights({ logPrior, logProposal, reward }, 1);
    const replay = new Replay();
    replay.add([{ ...group(1), logProposal, logPrior, reward, alpha }]);
    const [drawn] = replay.draw(1, 0, Stream.fromSeed(1));
    const { coefficients } = objectives.brain.rule(
      { ...drawn, logPolicy: logProposal, tokens: undefined },
      defaults.strings,
    );
    // p / q' is 1/e, 1 and e; the policy is the proposal, so beta is a third each.
    const total = Math.exp(-1) + 1 + Math.E;
    [Math.exp(-1), 1, Math.E].forEach((ratio, i) => {
      expect(coefficients[i]).toBeCloseTo(ratio / total - 1 / 3, 12);
    });
  });

  it('draws distinct groups where there are enough, and says so when there is none', () => {
    const replay = new Replay();
    expect(() => replay.draw(2, 0, Stream.fromSeed(1))).toThrow('empty replay');
    for (const round of [1, 2, 3, 4]) replay.add([group(round)]);
    for (let seed = 0; seed < 20; seed++)
      expect(new Set(replay.draw(4, 0, Stream.fromSeed(seed))).size).toBe(4);
    expect(replay.draw(9, 0, Stream.fromSeed(1))).toHaveLength(9);
  });
});
