// groups.jsonl and prompts.jsonl: the replay with everything that was cached when it was sampled, and where the next
// rounds have their prompts from. A cluster reads alpha, log q' and log p, and never computes them anew (Algorithm 1).
import type { ReplayGroup } from '../../objectives/group.ts';
import { isGivenTask, type Prompt, type RunTask, type Split } from '../../tasks/task.ts';
import type { OwnTask } from '../own_task.ts';

const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** What the model reads of a prompt, special tokens left out. */
export const promptText = (task: RunTask, { text, tokens }: Prompt): string =>
  isGivenTask(task) ? task.tokenizer.decode([...tokens]) : text;

/** Other fields of a prompt's line; undefined without any. */
export function metaOf(task: RunTask, prompt: Prompt): Readonly<Record<string, unknown>> | undefined {
  if (isGivenTask(task)) return undefined;
  const meta = (task as OwnTask).metaOf(prompt);
  return Object.keys(meta).length > 0 ? meta : undefined;
}

const CACHED = ['logPrior', 'logProposal', 'reward', 'alpha'] as const;

/** Throws where a figure is not finite, which JSON cannot hold. */
export function groupLines(groups: readonly ReplayGroup[], task: RunTask): string {
  return lines(
    groups.map((group, g) => {
      for (const name of CACHED) {
        const odd = group[name].find((value) => !Number.isFinite(value));
        if (odd !== undefined)
          throw new Error(`invalid group ${g}: ${name} is ${odd} (expected a finite number)`);
      }
      const { round, prompt, completions, logPrior, logProposal, reward, alpha, pairs } = group;
      const written = completions.map(({ tokens }) => Array.from(tokens));
      return {
        round,
        prompt: promptText(task, prompt),
        prompt_ids: prompt.tokens,
        completion_ids: written,
        completions: written.map((tokens) => task.tokenizer.decode(tokens)),
        log_prior: logPrior,
        log_proposal: logProposal,
        reward,
        alpha,
        ...(pairs && { pairs }),
      };
    }),
  );
}

/** Splits that a cluster draws from and evaluates on. */
const SPLITS: readonly Split[] = ['train', 'validation'];

export const promptLines = (task: RunTask): string =>
  lines(
    SPLITS.flatMap((split) =>
      task.prompts(split).map((prompt) => {
        const meta = metaOf(task, prompt);
        return {
          split,
          prompt: promptText(task, prompt),
          prompt_ids: prompt.tokens,
          ...(meta === undefined ? {} : { meta }),
        };
      }),
    ),
  );
