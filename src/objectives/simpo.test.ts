// SimPO by hand: odds of the geometric means of the tokens' probabilities.
import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { simpo } from './simpo.ts';

it('is the logistic loss of beta times the gap of mean log-probs, less the target margin', () => {
  // Two tokens of probability sqrt(0.4) against four of 0.1^(1/4).
  const [chosen, rejected] = [0.4 ** (1 / 2), 0.1 ** (1 / 4)];
  const logPolicy = [Math.log(0.4), Math.log(0.1)];
  const flat = [-1, -1];
  const group = { logPolicy, logPrior: flat, logProposal: flat, reward: [1, 0], tokenCount: [2, 4] };
  const odds = (chosen / rejected) ** 3 * Math.exp(-0.7);
  const settings = { ...defaults.strings, simpoBeta: 3, simpoMargin: 0.7 };
  const { loss, coefficients } = simpo.rule(group, settings);
  expect(loss).toBeCloseTo(Math.log(1 + 1 / odds), 12);
  expect(coefficients[0]).toBeCloseTo(3 / (1 + odds) / 2, 12);
  expect(coefficients[1]).toBeCloseTo(-3 / (1 + odds) / 4, 12);
  // Log-probs that are averages already are taken as they are.
  const averaged = { ...group, logPolicy: [Math.log(chosen), Math.log(rejected)] };
  const again = simpo.rule(averaged, { ...settings, logProbReduction: 'mean' });
  expect(again.loss).toBeCloseTo(loss, 12);
  expect(again.coefficients[0]).toBeCloseTo(2 * coefficients[0], 12);
});
