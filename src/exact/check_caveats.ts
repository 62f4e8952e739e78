// Two caveats of practice: averaged log-probs do not lead to the posterior, and a stale proposal does no harm if alpha and
// beta are computed with the same one.
import { softmax } from '../math/log_space.ts';
import { alphaWeights, betaWeights } from '../objectives/brain.ts';
import { compared, type TheoremCheck } from './check.ts';
import { meanTarget, posterior } from './posterior.ts';
import { addUpdate, forEachTuple, tupleGroup, tupleMass } from './tuples.ts';
import { tableWorld } from './world.ts';

const ZERO = 1e-9;

const largest = (values: Float64Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

export const meanReductionTarget: TheoremCheck = {
  id: 'mean-reduction',
  title: 'Averaged log-probs aim elsewhere',
  statement:
    'The paper trains on mean token log-probs. Then BRAIn stands still at p exp(T (r/γ + c)) with T tokens. At the posterior it still moves.',
  equation: 'q^*(y) = p(y)\\, e^{T_y (r(y)/\\gamma + c)} \\ne p(y \\mid G{=}1)',
  source: 'Paper, section 6 (normalised log-probs); our derivation',
  breakReason:
    'Every outcome has one token: an average over one token is the sum, and the two targets become one, so nothing moves at the posterior either.',
  run(settings, broken) {
    const world = tableWorld(settings);
    const tokens = broken ? new Int32Array(settings.outcomes).fill(1) : world.tokenCount;
    const { logPosterior } = posterior(world.logPrior, world.reward, settings.gamma);
    const { logTarget } = meanTarget(world.logPrior, world.reward, tokens, settings.gamma);
    /** BRAIn's expected update of a policy with averaged log-probs: its largest component. */
    const update = (logPolicy: Float64Array) => {
      const average = new Float64Array(settings.outcomes);
      forEachTuple(settings.outcomes, settings.n, (tuple) => {
        const perToken = (of: (i: number) => number) => softmax(tuple.map(of));
        const { logPrior, logProposal, reward } = world;
        const alpha = perToken(
          (i) => (logPrior[i] - logProposal[i]) / tokens[i] + reward[i] / settings.gamma,
        );
        const beta = perToken((i) => (logPolicy[i] - logProposal[i]) / tokens[i]);
        const coefficients = tuple.map((i, k) => (alpha[k] - beta[k]) / tokens[i]);
        addUpdate(average, logPolicy, tuple, coefficients, tupleMass(logProposal, tuple));
      });
      return largest(average);
    };
    const [atTarget, atPosterior] = [update(logTarget), update(logPosterior)];
    return {
      left: { label: 'update at p exp(T(r/γ + c))', value: atTarget },
      right: { label: 'update at the posterior', value: atPosterior },
      difference: atPosterior - atTarget,
      tolerance: ZERO,
      passed: atTarget <= ZERO && atPosterior > ZERO,
      note: 'The left number must be within the tolerance of zero, the right one above it.',
    };
  },
};

export const staleProposal: TheoremCheck = {
  id: 'stale-proposal',
  title: 'An old proposal is still valid',
  statement:
    'Groups kept from earlier rounds still pull to the posterior. α and β are both taken with the proposal that drew them, so at the posterior every coefficient vanishes.',
  equation:
    "\\hat\\alpha_{y_i} - \\hat\\beta_{y_i} = 0 \\quad \\text{for all } y_i \\sim q'_{\\mathrm{old}}, \\text{ if } q_\\theta = p(\\cdot \\mid G{=}1)",
  source: 'Algorithm 1, lines 9-17',
  breakReason:
    'α stays as it was cached, but β is computed as if the present policy had drawn the samples: the two no longer cancel.',
  run(settings, broken) {
    const world = tableWorld(settings);
    const { logPosterior } = posterior(world.logPrior, world.reward, settings.gamma);
    const alphas: number[] = [];
    const betas: number[] = [];
    forEachTuple(settings.outcomes, settings.n, (tuple) => {
      const group = tupleGroup({ ...world, logPolicy: logPosterior }, tuple);
      alphas.push(...alphaWeights(group, settings.gamma));
      betas.push(...betaWeights(broken ? { ...group, logProposal: group.logPolicy } : group));
    });
    return compared(
      { label: 'cached α', values: alphas },
      { label: 'β at the posterior', values: betas },
      1e-12,
      'The sample in which the two differ most, over all tuples.',
    );
  },
};
