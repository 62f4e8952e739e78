// The reward that a policy is trained on: the task's gold reward, or a learned one (section 5.1.1). Both rate a batch of
// responses at once, because a learned reward is a model on a device.
import type { LanguageModel } from '../model/language_model.ts';
import type { Breathe } from '../model/slices.ts';
import type { Prompt, RunTask, Task } from '../tasks/task.ts';
import { rewardsOf } from './reward_model.ts';

interface Response {
  readonly prompt: Prompt;
  /** Token ids, EOS included if it was reached. */
  readonly completion: ArrayLike<number>;
}

export interface Reward {
  /** One finite number a response, in units of the gold reward's spread over the corpus. */
  of(responses: readonly Response[], breathe?: Breathe): Promise<number[]>;
  /** True of the task's gold reward, false of a learned one. */
  readonly isGold: boolean;
  /** Each rating is asked of a server and may cost money: nothing is rated that only informs. */
  readonly isPaid?: boolean;
  dispose(): void;
}

export const goldReward = (task: Task): Reward => ({
  isGold: true,
  of: async (responses) =>
    responses.map(({ prompt, completion }) => task.reward(prompt, Array.from(completion))),
  dispose() {},
});

/** @param model with a value head; disposed with the reward. */
export const learnedReward = (task: RunTask, model: LanguageModel): Reward => ({
  isGold: false,
  of: (responses, breathe) =>
    rewardsOf(
      model,
      task,
      responses.map(({ prompt, completion }) => ({
        prompt: prompt.tokens,
        completion: Array.from(completion),
      })),
      breathe,
    ),
  dispose: () => model.dispose(),
});
