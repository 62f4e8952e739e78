// Proposition 5.1: with Bradley-Terry goodness the self-normalised posterior weights are the softmax of eq. 20.
import { softmax } from '../math/log_space.ts';
import { sum } from '../math/statistics.ts';
import { alphaWeights } from '../objectives/brain.ts';
import { compared, type TheoremCheck } from './check.ts';
import { posterior } from './posterior.ts';
import { forEachTuple, tupleGroup } from './tuples.ts';
import { tableWorld } from './world.ts';

const TOLERANCE = 1e-12;

export const posteriorWeights: TheoremCheck = {
  id: 'proposition-5.1',
  title: 'Proposition 5.1',
  statement:
    'Posterior over proposal, normalised over the samples, is a softmax of reward, prior and proposal. It needs no partition function.',
  equation:
    "\\frac{p(y_i \\mid G{=}1) / q'(y_i)}{\\sum_j p(y_j \\mid G{=}1) / q'(y_j)} = \\operatorname{softmax}_i \\Bigl( \\frac{r(y_i)}{\\gamma} + \\log \\frac{p(y_i)}{q'(y_i)} \\Bigr)",
  source: 'Proposition 5.1, eqs. 20 and 21',
  breakReason:
    'Eq. 21 is used although the proposal is not the prior: the softmax of the rewards alone forgets where the samples came from.',
  run(settings, broken) {
    const world = tableWorld(settings);
    const { logPosterior } = posterior(world.logPrior, world.reward, settings.gamma);
    const bySum: number[] = [];
    const byFormula: number[] = [];
    forEachTuple(settings.outcomes, settings.n, (tuple) => {
      const ratios = tuple.map((i) => Math.exp(logPosterior[i]) / Math.exp(world.logProposal[i]));
      const total = sum(ratios);
      bySum.push(...ratios.map((ratio) => ratio / total));
      const group = tupleGroup(world, tuple);
      byFormula.push(
        ...(broken
          ? softmax(group.reward.map((r) => r / settings.gamma))
          : alphaWeights(group, settings.gamma)),
      );
    });
    return compared(
      { label: 'posterior / proposal, normalised', values: bySum },
      { label: 'softmax of eq. 20', values: byFormula },
      TOLERANCE,
      'The weight in which the two differ most, over all tuples.',
    );
  },
};
