// Running importance-sampled estimate of Z = E_q'[P / q'], P = p exp(r / gamma) (Khalifa et al. 2021, Algorithm 1;
// Korbak et al. 2022): a mean over everything sampled so far, per prompt or over all prompts of the task.
import { logSumExp } from '../math/log_space.ts';
import type { ReplayGroup } from '../objectives/group.ts';

/** log P(y_i) - log q'(y_i) of a group's samples. */
export function logTargetWeights(
  group: Pick<ReplayGroup, 'logPrior' | 'logProposal' | 'reward'>,
  gamma: number,
): number[] {
  return group.logPrior.map((logPrior, i) => logPrior + group.reward[i] / gamma - group.logProposal[i]);
}

/** The sums so far, one a key: a prompt's id, or 0 for the whole task. */
export type PartitionState = readonly {
  readonly key: number;
  /** Of exp(log P - log q'), nats. */
  readonly logSum: number;
  readonly count: number;
}[];

export class RunningPartition {
  private readonly sums = new Map<number, { readonly logSum: number; readonly count: number }>();

  constructor(private readonly scope: 'prompt' | 'task') {}

  add(promptId: number, logWeights: readonly number[]): void {
    const key = this.key(promptId);
    const known = this.sums.get(key) ?? { logSum: -Infinity, count: 0 };
    this.sums.set(key, {
      logSum: logSumExp([known.logSum, ...logWeights]),
      count: known.count + logWeights.length,
    });
  }

  /** log Z, or undefined before the first sample. */
  logPartition(promptId: number): number | undefined {
    const known = this.sums.get(this.key(promptId));
    return known && known.logSum - Math.log(known.count);
  }

  save(): PartitionState {
    return Array.from(this.sums, ([key, sum]) => ({ key, ...sum }));
  }

  load(state: PartitionState): void {
    this.sums.clear();
    for (const { key, logSum, count } of state) this.sums.set(key, { logSum, count });
  }

  private key(promptId: number): number {
    return this.scope === 'prompt' ? promptId : 0;
  }
}
