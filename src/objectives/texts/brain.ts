// What is said of BRAIn.
import type { MethodTexts } from './method_texts.ts';
import { ALPHA, BETA, PROXIMAL } from './terms.ts';

export const brain: MethodTexts = {
  summary:
    'Pushes each sample by how much more weight it has under the posterior than under the policy; both are normalised over the same samples, so the pushes sum to zero. A proximal weight may hold up what they would push down without end.',
  equation:
    '\\sum_i \\Bigl( \\hat\\alpha_{y_i} - \\hat\\beta_{y_i} + \\frac{\\lambda}{n} \\Bigr)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)',
  source: 'Pandey et al. 2024, eq. 13; λ is ours, 0 in the paper',
  paragraph:
    'BRAIn asks what the prior would write if it only wrote good responses: the posterior. It draws n responses from a snapshot of the policy, computes how much of the posterior each carries (α) and how much of the policy (β), both normalised over the same n responses, and moves the policy by the difference. A response that is good but unlikely is pushed up, one that is likely but poor is pushed down, and the pushes cancel when policy and posterior agree. The group does not see what the policy does with all other responses, so a push down may not end where it should. The proximal weight λ bounds it, and the posterior stays the only fixed point: after a refresh the term is zero in expectation.',
  terms: [
    ALPHA,
    BETA,
    PROXIMAL,
    {
      tex: 'D_{\\mathrm{KL}}(\\hat\\alpha \\| \\hat\\beta)',
      meaning: 'the loss',
      figure: 'selfNormalisedKl',
    },
  ],
};
