import { describe, expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import { gateDecision } from './gate.ts';

const normalise = (x: number[]) => x.map((v) => v / x.reduce((a, b) => a + b, 0));

/** Three distributions over six outcomes; every outcome once for each unit of proposal mass, so the mean is exact. */
function exactSamples(seed: number) {
  const noise = Stream.fromSeed(seed);
  const counts = Array.from({ length: 6 }, () => 1 + noise.integer(5));
  const [target, policy] = [0, 1].map(() =>
    normalise(Array.from({ length: 6 }, () => Math.exp(noise.normal()))),
  );
  const proposal = normalise(counts);
  const drawn = counts.flatMap((count, y) => new Array<number>(count).fill(y));
  return {
    target,
    policy,
    proposal,
    samples: {
      logWeight: drawn.map((y) => Math.log(target[y] / proposal[y])),
      logPolicy: drawn.map((y) => Math.log(policy[y])),
      logProposal: drawn.map((y) => Math.log(proposal[y])),
    },
  };
}

const kl = (a: number[], b: number[]) => a.reduce((sum, p, i) => sum + p * Math.log(p / b[i]), 0);
const tv = (a: number[], b: number[]) => a.reduce((sum, p, i) => sum + Math.abs(p - b[i]) / 2, 0);

describe('the gate of GDC', () => {
  it.each([1, 2, 3, 4, 5])('gains the enumerated difference of divergences, seed %i', (seed) => {
    const { target, policy, proposal, samples } = exactSamples(seed);
    const byKl = gateDecision(samples, 'kl');
    expect(byKl.gain).toBeCloseTo(kl(target, proposal) - kl(target, policy), 12);
    expect(byKl.adopt).toBe(byKl.gain > 0);
    expect(gateDecision(samples, 'tv').gain).toBeCloseTo(tv(target, proposal) - tv(target, policy), 12);
  });
});
