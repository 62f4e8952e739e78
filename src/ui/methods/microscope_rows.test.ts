import { describe, expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import { METHOD_NAMES } from '../../objectives/index.ts';
import type { Microscope } from '../../session/protocol.ts';
import { agreement, missingFigures, pushesOf } from './microscope_rows.ts';

// Policy twice as likely as the proposal on the first sample, so beta = (2, 1, 1, 1) / 5.
const logProposal = [0.2, 0.2, 0.1, 0.1].map(Math.log);
const logPolicy = [0.4, 0.2, 0.1, 0.1].map(Math.log);
const microscope: Microscope = {
  step: 3,
  sampledInRound: 1,
  promptText: 'x',
  texts: ['a', 'b', 'c', 'd'],
  logPolicy,
  logPrior: logProposal,
  logProposal,
  reward: [0, 1, 2, 3],
  alpha: [0.1, 0.2, 0.3, 0.4],
  tokenCount: [1, 1, 1, 1],
  tokens: logPolicy.map((l, i) => ({
    logPolicy: [l],
    logPrior: [logProposal[i]],
    logProposal: [logProposal[i]],
  })),
};
const pushes = (method: (typeof METHOD_NAMES)[number]) => {
  const result = pushesOf(microscope, method, defaults.strings);
  if ('problem' in result) throw new Error(result.problem);
  return result.pushes;
};

describe('pushes of the microscope', () => {
  it('are alpha - beta under BRAIn, alpha without a baseline', () => {
    expect(pushes('brain')).toEqual([-0.3, 0, 0.1, 0.2].map((c) => expect.closeTo(c, 12)));
    expect(pushes('brain-without-baseline')).toEqual(microscope.alpha);
  });

  it('are there for every method', () => {
    for (const method of METHOD_NAMES) expect(pushes(method).every(Number.isFinite)).toBe(true);
  });

  it('are a sentence where the rule refuses the samples', () => {
    const odd = { ...microscope, tokens: [] };
    expect(pushesOf(odd, 'ppo', defaults.strings)).toEqual({
      problem: 'invalid tokens: 0 samples (expected 4)',
    });
  });
});

describe('agreement of two methods', () => {
  it('is full with itself, opposite with its negative', () => {
    const a = [-1, 0.5, 2];
    expect(agreement(a, a)).toEqual({ sameDirection: 3, correlation: expect.closeTo(1, 12) });
    expect(
      agreement(
        a,
        a.map((x) => -x),
      ),
    ).toEqual({ sameDirection: 0, correlation: expect.closeTo(-1, 12) });
  });

  it('by hand, and undefined where one pushes all alike', () => {
    expect(agreement([1, -1, 0], [3, 1, -1]).sameDirection).toBe(1);
    expect(agreement([1, -1, 0], [3, 1, -1]).correlation).toBeCloseTo(2 / Math.sqrt(2 * 8), 12);
    expect(agreement([1, 1], [0, 1]).correlation).toBeNaN();
  });
});

it('says what a rule does without on samples of another run, and nothing in its own', () => {
  expect(missingFigures('gdc', 'brain')).toContain('equal to BRAIn w/o baseline');
  for (const method of METHOD_NAMES) expect(missingFigures(method, method)).toBeUndefined();
  expect(missingFigures('brain', 'gdc')).toBeUndefined();
});
