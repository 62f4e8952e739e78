// The proximal term lambda KL(q' || q) has no gradient where q' = q. So after a refresh it adds nothing on average, and
// the posterior stays BRAIn's fixed point (Theorem 4.3); under a proposal that stays behind it pulls towards that one.
import { defaults } from '../config/presets.ts';
import { objectives } from '../objectives/index.ts';
import { compared, type TheoremCheck } from './check.ts';
import { posterior } from './posterior.ts';
import { addUpdate, forEachTuple, tupleGroup, tupleMass } from './tuples.ts';
import { type TableWorld, tableWorld, type WorldSettings } from './world.ts';

const LAMBDA = 0.5;
const TOLERANCE = 1e-12;

/** BRAIn's expected update of the policy's logits, [K]. */
function expectedUpdate(
  world: TableWorld,
  { outcomes, n, gamma }: WorldSettings,
  proximalWeight: number,
): Float64Array {
  const settings = { ...defaults.strings, gamma, proximalWeight };
  const average = new Float64Array(outcomes);
  forEachTuple(outcomes, n, (tuple) => {
    const { coefficients } = objectives.brain.rule(tupleGroup(world, tuple), settings);
    addUpdate(average, world.logPolicy, tuple, coefficients, tupleMass(world.logProposal, tuple));
  });
  return average;
}

export const proximalTermVanishes: TheoremCheck = {
  id: 'proximal-term',
  title: 'The proximal term leaves the posterior',
  statement: `After a refresh the policy itself is the proposal. Then a proximal weight of ${LAMBDA} adds nothing to the expected update of any policy. So BRAIn with it still stands still at the posterior.`,
  equation:
    "\\mathbb{E}_{q'} \\Bigl[ \\sum_i \\frac{\\lambda}{n} \\nabla_\\theta \\log q_\\theta(y_i) \\Bigr] = -\\lambda\\, \\nabla_\\theta D_{\\mathrm{KL}}(q' \\,\\|\\, q_\\theta) = 0 \\quad \\text{where } q_\\theta = q'",
  source: 'Ours; eq. 10, Theorem 4.3',
  breakReason:
    'The proposal is not refreshed: it is another policy, or the prior as in DPO-sft+IW+n. The term then pulls towards it, and the fixed point lies between proposal and posterior.',
  run(settings, broken) {
    const world = tableWorld(settings);
    const { logPosterior } = posterior(world.logPrior, world.reward, settings.gamma);
    const refreshed = broken ? world : { ...world, logProposal: world.logPolicy };
    const plain = expectedUpdate(refreshed, settings, 0);
    const term = expectedUpdate(refreshed, settings, LAMBDA).map((push, i) => push - plain[i]);
    const settled = {
      ...world,
      logPolicy: logPosterior,
      logProposal: broken ? world.logPrior : logPosterior,
    };
    const atPosterior = expectedUpdate(settled, settings, LAMBDA);
    return compared(
      { label: 'expected pushes', values: [...term, ...atPosterior] },
      { label: 'zero', values: new Float64Array(2 * settings.outcomes) },
      TOLERANCE,
      'The largest component of two vectors. One is what the term adds at the table’s policy, one the whole update at the posterior.',
    );
  },
};
