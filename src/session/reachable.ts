// Estimates the best reachable frontier: prior samples on the evaluation prompts, reweighted by exp(r / gamma). It
// works in slices so that it never delays a run. Each slice samples every prompt, so early frontiers are rough but
// cover the same prompts.
import { reweightedFrontier } from '../metrics/frontier.ts';
import { purposeSeed } from '../random/purpose.ts';
import type { Prompt, Task } from '../tasks/task.ts';
import type { Models } from '../training/models.ts';
import type { FrontierPoint } from './protocol.ts';

const ROWS_PER_SLICE = 256;
const SAMPLES_IN_ALL = 2048;
const MIN_SAMPLES_PER_PROMPT = 128;

export interface ReachableFrontier {
  readonly points: readonly FrontierPoint[];
  /** True for the last estimate, which uses all samples. */
  readonly complete: boolean;
}

/** Yields the frontier of the samples so far after each slice. */
export async function* reachableFrontier(
  task: Task,
  { prior, reward }: Pick<Models, 'prior' | 'reward'>,
  prompts: readonly Prompt[],
  seed: number,
): AsyncGenerator<ReachableFrontier> {
  const perPrompt = Math.max(MIN_SAMPLES_PER_PROMPT, Math.floor(SAMPLES_IN_ALL / prompts.length));
  const perSlice = Math.max(1, Math.floor(ROWS_PER_SLICE / prompts.length));
  const rewards = prompts.map((): number[] => []);
  for (let slice = 0; rewards[0].length < perPrompt; slice++) {
    const completions = await prior.generate({
      prompts: prompts.map(({ tokens }) => tokens),
      samplesPerPrompt: perSlice,
      maxNewTokens: task.maxCompletionTokens,
      temperature: 1,
      eos: task.tokenizer.eos,
      seed: purposeSeed('frontier', seed),
      round: slice,
      promptKeys: prompts.map(({ id }) => id),
    });
    const promptOf = (r: number) => Math.floor(r / perSlice);
    const earned = await reward.of(
      completions.map(({ tokens }, r) => ({ prompt: prompts[promptOf(r)], completion: tokens })),
    );
    earned.forEach((r, row) => {
      rewards[promptOf(row)].push(r);
    });
    yield {
      points: reweightedFrontier(rewards),
      complete: rewards[0].length >= perPrompt,
    };
  }
}
