// The cost of a run in forward passes of one token, by which runs are compared.
import { tasks } from '../tasks/index.ts';
import { answerPasses, runPasses } from '../training/run_passes.ts';
import type { RunRequest } from './run_outcome.ts';

/** A pass of `markov`'s 200 weights beside one of a text model: 7 against 1,000 CPU seconds for 70 million. */
const OF_MARKOV = 0.007;

export function costOf({ config, testAnswers }: RunRequest): number {
  const { maxPromptTokens, maxCompletionTokens } = tasks[config.task];
  const { training, evaluation, evaluations } = runPasses(config);
  const tokens = maxPromptTokens + maxCompletionTokens;
  const passes = tokens * (training + evaluations * evaluation + answerPasses(testAnswers));
  return config.task === 'markov' ? OF_MARKOV * passes : passes;
}
