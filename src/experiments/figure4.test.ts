import { expect, it } from 'vitest';
import { figure4 } from './figure4.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import type { RunOutcome } from './run_outcome.ts';
import { scaleOf } from './scale.ts';

it('calls a curve saturated where it rises and then stays, not where it falls', () => {
  const scale = scaleOf('full', 1);
  const verdictOf = (shares: Readonly<Record<number, number>>) => {
    const outcomes = new Map(
      [...madeUpOutcomes(['figure4'], scale)].map(([key, run]): [string, RunOutcome] => {
        const wins = shares[run.config.samplesPerPrompt] * run.test.length;
        return [
          key,
          { ...run, test: run.test.map((answer, i) => ({ ...answer, reward: i < wins ? 2 : 0 })) },
        ];
      }),
    );
    return figure4.result(outcomes, scale).claims.find(({ text }) => text.includes('gains less'))!.verdict;
  };
  expect(verdictOf({ 2: 0.4, 4: 0.5, 8: 0.7, 16: 0.7, 32: 0.71 })).toBe('reproduced');
  expect(verdictOf({ 2: 0.7, 4: 0.7, 8: 0.7, 16: 0.6, 32: 0.3 })).toBe('undecided');
  expect(verdictOf({ 2: 0.4, 4: 0.4, 8: 0.45, 16: 0.6, 32: 0.8 })).toBe('contradicted');
});
