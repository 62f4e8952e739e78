// Rules to start from. Each is the same as a built-in method where it claims to be; a test compares their coefficients.
import type { MethodName } from '../index.ts';
import { DEFAULT_RULE } from '../own.ts';

export interface RuleTemplate {
  readonly title: string;
  readonly text: string;
  /** The built-in method with the same coefficients. */
  readonly as: MethodName;
  /** Under what condition they are the same, as the end of a sentence; absent: always. */
  readonly where?: string;
}

export const TEMPLATES: readonly RuleTemplate[] = [
  {
    title: 'BRAIn',
    text: DEFAULT_RULE,
    as: 'brain',
    where: 'its proximal weight is 0, as in the paper',
  },
  {
    title: 'BRAIn, held by a proximal term',
    text: `${DEFAULT_RULE} + lambda/n`,
    as: 'brain',
    where: 'its proximal weight is λ and log-probs are sums',
  },
  { title: 'BRAIn w/o baseline', text: 'softmax(r/gamma + lp - lq0)', as: 'brain-without-baseline' },
  {
    title: 'GDC++',
    text: 'softmax(r/gamma + lp - lq0) - exp(min(lq - lq0, 20))/n',
    as: 'gdc++',
    where: 'Z comes from these samples and the exponent clip is 20',
  },
  {
    title: 'REINFORCE with baseline',
    text: 'centre(r - gamma*(lq - lp))/n',
    as: 'reinforce',
    where: 'its baseline is the mean of these samples',
  },
  { title: 'RLOO', text: 'centre(r - gamma*(lq - lp))/(n - 1)', as: 'rloo' },
  {
    title: 'GRPO, first step of a round',
    text: 'standardise(r)/n',
    as: 'grpo',
    where: 'the policy has not moved yet and its KL coefficient is 0',
  },
  {
    title: 'DPO-sft',
    text: 'lambda*(argmax(r) - softmax(lambda*(lq - lp)))',
    as: 'dpo-sft',
    where: 'there are two samples and DPO’s beta is λ',
  },
];
