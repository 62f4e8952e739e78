// The models of a run.
import type { LanguageModel } from '../model/language_model.ts';
import type { Reward } from '../reward/reward.ts';

export interface Models {
  readonly policy: LanguageModel;
  /** The frozen SFT model. */
  readonly prior: LanguageModel;
  /** Holds the proposal's parameters; takes over the policy's when the proposal is refreshed. */
  readonly proposal: LanguageModel;
  readonly reward: Reward;
}
