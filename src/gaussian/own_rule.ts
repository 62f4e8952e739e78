// An own rule in the Gaussian toy, as a sixth estimator. The group's vectors need a prior and a reward: the prior is
// N(1, 1), gamma is 1 and the reward r(y) = 1/2 - y, so that the posterior p(y) exp(r) / Z is the target N(0, 1).
import { defaults } from '../config/presets.ts';
import type { RuleInput } from '../objectives/group.ts';
import { objectives } from '../objectives/index.ts';

export interface OwnRule {
  readonly rule: string;
  readonly ruleLambda: number;
}

const PRIOR_MEAN = 1;
const GAMMA = 1;

const logNormal = (y: number, mean: number) => -((y - mean) ** 2) / 2 - Math.log(2 * Math.PI) / 2;

/** Samples of the proposal N(theta, 1) as a rule reads them. */
export function gaussianGroup(ys: readonly number[], theta: number, policyMean: number): RuleInput {
  return {
    logPolicy: ys.map((y) => logNormal(y, policyMean)),
    logPrior: ys.map((y) => logNormal(y, PRIOR_MEAN)),
    logProposal: ys.map((y) => logNormal(y, theta)),
    reward: ys.map((y) => GAMMA * (PRIOR_MEAN ** 2 / 2 - PRIOR_MEAN * y)),
    tokenCount: ys.map(() => 1),
  };
}

/** c_i of one estimate sum_i c_i s_i. Throws where the rule refuses the samples. */
export const ownCoefficients = (
  { rule, ruleLambda }: OwnRule,
  ys: readonly number[],
  theta: number,
  policyMean: number,
): readonly number[] =>
  objectives.own.rule(gaussianGroup(ys, theta, policyMean), {
    ...defaults.strings,
    gamma: GAMMA,
    rule,
    ruleLambda,
  }).coefficients;
