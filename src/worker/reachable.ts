// The best reachable frontier, estimated in slices so that it never holds a run up: prior samples of the validation
// prompts, reweighted by exp(r / gamma).
import { reweightedFrontier } from '../metrics/frontier.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { Task } from '../tasks/task.ts';
import type { FrontierPoint } from './protocol.ts';

const SAMPLES_IN_ALL = 2048;
const ROWS_PER_SLICE = 256;
const MIN_SAMPLES_PER_PROMPT = 64;
export const FRONTIER_MIN_ESS = 30;

export interface ReachableFrontier {
  readonly points: readonly FrontierPoint[];
  /** Every sample is in it; no other follows. */
  readonly complete: boolean;
}

/** Yields the frontier of the samples so far after each slice. */
export async function* reachableFrontier(
  task: Task,
  prior: LanguageModel,
  prompts: number,
  seed: number,
): AsyncGenerator<ReachableFrontier> {
  const pool = task
    .prompts('validation')
    .slice(0, Math.min(prompts, SAMPLES_IN_ALL / MIN_SAMPLES_PER_PROMPT));
  const perPrompt = Math.floor(SAMPLES_IN_ALL / pool.length);
  const perSlice = Math.min(perPrompt, ROWS_PER_SLICE);
  const rewards: number[][] = [];
  for (const prompt of pool) {
    const own: number[] = [];
    rewards.push(own);
    for (let slice = 0; own.length < perPrompt; slice++) {
      const completions = await prior.generate({
        prompts: [prompt.tokens],
        samplesPerPrompt: perSlice,
        maxNewTokens: task.maxCompletionTokens,
        temperature: 1,
        eos: task.tokenizer.eos,
        seed,
        round: slice,
        promptKeys: [prompt.id],
      });
      own.push(...completions.map(({ tokens }) => task.reward(prompt, [...tokens])));
      yield {
        points: reweightedFrontier(rewards, FRONTIER_MIN_ESS),
        complete: rewards.length === pool.length && own.length >= perPrompt,
      };
    }
  }
}
