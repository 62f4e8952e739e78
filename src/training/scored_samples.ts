// Samples that are drawn to measure and not to train on: scored by prior and reward, and then forgotten.
import type { RunConfig } from '../config/schema.ts';
import type { GenerateOptions, LanguageModel, TokenBatch } from '../model/language_model.ts';
import { reduceLogProbs, rowLogProbs, rowsOf, taskBatch } from '../model/rows.ts';
import { type Breathe, generateInSlices } from '../model/slices.ts';
import type { Reward } from '../reward/reward.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';

export interface ScoredSamples {
  readonly prompt: Prompt;
  readonly logProposal: readonly number[]; // [n]
  readonly logPrior: readonly number[]; // [n]
  readonly reward: readonly number[]; // [n]
  /** The rows themselves, [n, T], for scoring under other models. */
  readonly batch: TokenBatch;
}

export interface ScoredSamplesOptions {
  readonly task: RunTask;
  /** Draws them. */
  readonly source: LanguageModel;
  readonly prior: LanguageModel;
  readonly reward: Reward;
  readonly prompts: readonly Prompt[];
  readonly config: RunConfig;
  /** Seed and round of the noise. */
  readonly seed: number;
  readonly round: number;
  readonly breathe: Breathe;
}

/** `config.samplesPerPrompt` samples of each prompt. */
export async function drawScoredSamples(options: ScoredSamplesOptions): Promise<ScoredSamples[]> {
  const { task, source, prior, reward, prompts, config, seed, round, breathe } = options;
  const { samplesPerPrompt: n, logProbReduction } = config;
  const request: GenerateOptions = {
    prompts: prompts.map(({ tokens }) => tokens),
    samplesPerPrompt: n,
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed,
    round,
    promptKeys: prompts.map((_, p) => p),
  };
  const completions = await generateInSlices(source, request, breathe);
  const drawn: ScoredSamples[] = [];
  for (const [p, prompt] of prompts.entries()) {
    await breathe();
    const samples = completions.slice(p * n, (p + 1) * n);
    const batch = taskBatch(task, rowsOf(prompt.tokens, samples));
    drawn.push({
      prompt,
      batch,
      logProposal: samples.map(({ logProbs }) => reduceLogProbs(logProbs, logProbReduction)),
      logPrior: rowLogProbs(batch, await prior.logProbs(batch), logProbReduction),
      reward: await reward.of(
        samples.map(({ tokens }) => ({ prompt, completion: tokens })),
        breathe,
      ),
    });
  }
  return drawn;
}
