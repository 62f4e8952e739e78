// The goodness temperature of the experiments on text, in the reward's units. Averaged log-probs ask for a gap of
// dr / gamma nats a token between two samples of a prompt. A token has only its entropy to give. As with a large model
// and the paper's gamma 1, the usual gap is half of that.
import type { TaskName } from '../tasks/task.ts';

export interface RewardSpread {
  /** Root mean square deviation of the learned reward among the prior's samples of a prompt. */
  readonly withinPromptSpread: number;
  /** Of the prior's samples, nats. */
  readonly entropyPerToken: number;
}

/** From the cards of the shipped reward models and priors. */
export const REWARD_SPREADS: Readonly<Partial<Record<TaskName, RewardSpread>>> = {
  tldr: { withinPromptSpread: 1.14, entropyPerToken: 0.88 },
  dialog: { withinPromptSpread: 0.91, entropyPerToken: 0.69 },
  sentiment: { withinPromptSpread: 0.93, entropyPerToken: 1.18 },
};

/** gamma = spread / (entropy / 2), to two digits. */
export const temperatureOf = ({ withinPromptSpread, entropyPerToken }: RewardSpread): number =>
  Number((withinPromptSpread / (entropyPerToken / 2)).toPrecision(2));
