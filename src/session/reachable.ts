// Estimates the best reachable frontier: prior samples on the evaluation prompts, reweighted by exp(r / gamma). It draws
// until the line is accurate enough, in calls of bounded size, so that it never delays a run. Every estimate covers the
// same prompts, so early ones are rough.
import {
  type EstimatedPoint,
  FRONTIER_STANDARD_ERROR,
  LEAST_ESS,
  reweightedFrontier,
} from '../metrics/frontier.ts';
import { chunksOf } from '../model/generation_chunks.ts';
import { purposeSeed } from '../random/purpose.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';
import type { Models } from '../training/models.ts';
import type { PriorRewards } from './prior_samples.ts';

const ROWS_PER_ESTIMATE = 256;
/** With fewer of each prompt hardly any temperature has the ESS to be trusted, and the line is a stump. */
const FEWEST_SAMPLES_PER_PROMPT = 3 * LEAST_ESS;
const MOST_SAMPLES = 2048;
const MOST_SAMPLES_PER_PROMPT = 128;

export interface ReachableFrontier {
  readonly points: readonly EstimatedPoint[];
  /** True for the last estimate. */
  readonly complete: boolean;
}

const isAccurate = (points: readonly EstimatedPoint[], samples: number) =>
  samples >= FEWEST_SAMPLES_PER_PROMPT &&
  points.every(({ standardError }) => standardError <= FRONTIER_STANDARD_ERROR);

interface FrontierOptions {
  readonly task: RunTask;
  readonly models: Pick<Models, 'prior' | 'reward'>;
  readonly prompts: readonly Prompt[];
  readonly seed: number;
  /** Drawn before; new samples are added. */
  readonly rewards: PriorRewards;
}

/** Yields after every call of the prior: the frontier of the samples so far, or nothing where some prompts lack theirs. */
export async function* reachableFrontier({
  task,
  models: { prior, reward },
  prompts,
  seed,
  rewards,
}: FrontierOptions): AsyncGenerator<ReachableFrontier | undefined> {
  const most = Math.max(MOST_SAMPLES_PER_PROMPT, Math.floor(MOST_SAMPLES / prompts.length));
  const perEstimate = Math.max(1, Math.floor(ROWS_PER_ESTIMATE / prompts.length));
  for (;;) {
    const drawn = rewards[0].length;
    if (drawn > 0) {
      const points = reweightedFrontier(rewards);
      const complete = drawn >= most || isAccurate(points, drawn);
      yield { points, complete };
      if (complete) return;
    }
    const request = {
      prompts: prompts.map(({ tokens }) => tokens),
      samplesPerPrompt: perEstimate,
      maxNewTokens: task.maxCompletionTokens,
      temperature: 1,
      eos: task.tokenizer.eos,
      seed: purposeSeed('frontier', seed),
      round: Math.round(drawn / perEstimate),
      promptKeys: prompts.map(({ id }) => id),
    };
    const earned: number[] = [];
    const promptOf = (row: number) => Math.floor(row / perEstimate);
    for (const chunk of chunksOf(request, prior.rowsPerCall)) {
      if (earned.length > 0) yield undefined;
      const completions = await prior.generate(chunk);
      const from = earned.length;
      const responses = completions.map(({ tokens }, r) => ({
        prompt: prompts[promptOf(from + r)],
        completion: tokens,
      }));
      earned.push(...(await reward.of(responses)));
    }
    if (rewards[0].length !== drawn) continue; // another run drew them, while a device hung
    earned.forEach((r, row) => {
      rewards[promptOf(row)].push(r);
    });
  }
}
