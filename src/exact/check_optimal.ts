// Theorem 5.2: the posterior is PPO's optimal policy: it maximises E[r] - gamma KL(q || p).
import { logSoftmax } from '../math/log_space.ts';
import { Stream } from '../random/stream.ts';
import type { TheoremCheck } from './check.ts';
import { expectation, kl } from './divergence.ts';
import { posterior } from './posterior.ts';
import { tableWorld } from './world.ts';

const TOLERANCE = 1e-9;
const PERTURBATIONS = 200;
const ASCENT_STEPS = 400;

export const ppoOptimal: TheoremCheck = {
  id: 'theorem-5.2',
  title: 'Theorem 5.2',
  statement: `The posterior maximises reward minus γ times the drift. Neither ${PERTURBATIONS} perturbations nor gradient ascent from a random policy find anything better.`,
  equation:
    'p(y \\mid G{=}1) = \\frac{p(y)\\, e^{r(y)/\\gamma}}{Z} = \\arg\\max_q\\; \\mathbb{E}_q[r] - \\gamma\\, \\mathrm{KL}(q \\,\\|\\, p)',
  source: 'Theorem 5.2, eq. 22',
  breakReason:
    'The divergence is paid for with 2γ while the posterior is still that of γ: it is too far from the prior for that price, and ascent finds a better policy.',
  run(settings, broken) {
    const { logPrior, reward, logits } = tableWorld(settings);
    const { logPosterior } = posterior(logPrior, reward, settings.gamma);
    const price = broken ? 2 * settings.gamma : settings.gamma;
    const value = (logQ: Float64Array) => expectation(logQ, reward) - price * kl(logQ, logPrior);
    const normalised = (log: ArrayLike<number>) => Float64Array.from(logSoftmax(Array.from(log)));
    const stream = Stream.fromSeed(settings.seed).split('perturbations');
    let best = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < PERTURBATIONS; k++) {
      const size = 10 ** (-3 * stream.uniform());
      best = Math.max(best, value(normalised(logPosterior.map((l) => l + size * stream.normal()))));
    }
    // Mirror ascent on the value itself: log q <- log q + step * (r - price * (log q - log p)), normalised.
    let climbing = normalised(logits);
    const step = 0.1 / price;
    for (let k = 0; k < ASCENT_STEPS; k++)
      climbing = normalised(climbing.map((l, i) => l + step * (reward[i] - price * (l - logPrior[i]))));
    best = Math.max(best, value(climbing));
    const atPosterior = value(logPosterior);
    return {
      left: { label: 'value of the posterior', value: atPosterior },
      right: { label: 'best found elsewhere', value: best },
      difference: best - atPosterior,
      tolerance: TOLERANCE,
      passed: best - atPosterior <= TOLERANCE,
      note: 'The right number may come near the left one from below, and must not exceed it.',
    };
  },
};
