// Theorem 4.3: D_n is 0 at the posterior and nowhere else.
import { logSoftmax } from '../math/log_space.ts';
import { Stream } from '../random/stream.ts';
import type { TheoremCheck } from './check.ts';
import { posterior } from './posterior.ts';
import { selfNormalisedKlExact } from './self_normalised_kl.ts';
import { tableWorld } from './world.ts';

const ZERO = 1e-12;
const OTHERS = 20;

export const onlyMinimum: TheoremCheck = {
  id: 'theorem-4.3',
  title: 'Theorem 4.3',
  statement: `The self-normalised divergence is zero at the posterior and above zero at ${OTHERS} other policies drawn at random.`,
  equation:
    "D_n^{q'}\\bigl(p(y \\mid G{=}1) \\,\\|\\, q_\\theta\\bigr) = 0 \\iff q_\\theta(y) = p(y \\mid G{=}1)",
  source: 'Theorem 4.3, eq. 14',
  breakReason:
    'Groups of one sample: α and β of a single sample are both 1, so D₁ is zero for every policy. The theorem needs n of at least 2.',
  run(settings, broken) {
    const world = tableWorld(settings);
    const n = broken ? 1 : settings.n;
    const { logPosterior } = posterior(world.logPrior, world.reward, settings.gamma);
    const at = (logPolicy: Float64Array) =>
      selfNormalisedKlExact({ logPosterior, logPolicy, logProposal: world.logProposal }, n);
    const stream = Stream.fromSeed(settings.seed).split('others');
    const others = Array.from({ length: OTHERS }, () =>
      at(Float64Array.from(logSoftmax(Array.from(logPosterior, (l) => l + stream.normal())))),
    );
    const atPosterior = at(logPosterior);
    const nearest = Math.min(...others);
    return {
      left: { label: 'Dₙ at the posterior', value: atPosterior },
      right: { label: `smallest of ${OTHERS} others`, value: nearest },
      difference: nearest - atPosterior,
      tolerance: ZERO,
      passed: Math.abs(atPosterior) <= ZERO && nearest > ZERO,
      note: 'The left number must be within the tolerance of zero, the right one above it.',
    };
  },
};
