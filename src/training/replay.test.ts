import { describe, expect, it } from 'vitest';
import type { ReplayGroup } from '../objectives/group.ts';
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

  it('draws distinct groups where there are enough, and says so when there is none', () => {
    const replay = new Replay();
    expect(() => replay.draw(2, 0, Stream.fromSeed(1))).toThrow('empty replay');
    for (const round of [1, 2, 3, 4]) replay.add([group(round)]);
    for (let seed = 0; seed < 20; seed++)
      expect(new Set(replay.draw(4, 0, Stream.fromSeed(seed))).size).toBe(4);
    expect(replay.draw(9, 0, Stream.fromSeed(1))).toHaveLength(9);
  });
});
