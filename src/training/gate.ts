// GDC's gate (Khalifa et al. 2021, Algorithm 1): the policy replaces the proposal only if it is estimated to be closer
// to the target. With w_i = P(y_i) / (Z q'(y_i)) on samples of the proposal q':
//   KL(target, proposal) - KL(target, policy) = E_q'[w (log policy - log proposal)]
//   TV(target, pi) = 1/2 E_q'[|w - pi / q'|]
import { mean } from '../math/statistics.ts';

export interface GateSamples {
  /** log P(y_i) - log Z - log q'(y_i). */
  readonly logWeight: readonly number[];
  readonly logPolicy: readonly number[];
  readonly logProposal: readonly number[];
}

export interface GateDecision {
  readonly adopt: boolean;
  /** Divergence of the proposal minus that of the policy, estimated; positive: the policy is closer. */
  readonly gain: number;
}

export function gateDecision(
  { logWeight, logPolicy, logProposal }: GateSamples,
  divergence: 'kl' | 'tv',
): GateDecision {
  const terms = logWeight.map((lw, i) => {
    const w = Math.exp(lw);
    const drift = logPolicy[i] - logProposal[i];
    return divergence === 'kl' ? w * drift : 0.5 * (Math.abs(w - 1) - Math.abs(w - Math.exp(drift)));
  });
  const gain = mean(terms);
  return { adopt: gain > 0, gain };
}
