// One point on the KL-reward frontier, and the win-rate against the gold responses. The same prompts and sampling
// noise for every checkpoint, so that differences between points are not luck of the draw.
// KL(policy || prior): y ~ policy, summed over tokens, Rao-Blackwellised (the full-vocabulary KL at each prefix).
import { clusteredEstimate, type Estimate } from '../metrics/clustered.ts';
import { distinctFraction, meanLength } from '../metrics/text.ts';
import { type WinRate, winRate } from '../metrics/wilson.ts';
import { tokenBatch } from '../model/batch.ts';
import type { Completion, LanguageModel, TokenBatch } from '../model/language_model.ts';
import { purposeSeed } from '../random/purpose.ts';
import type { Prompt, Task } from '../tasks/task.ts';

export interface PolicyEvaluation {
  readonly reward: Estimate;
  /** KL(policy || prior), nats per response. */
  readonly kl: Estimate;
  /** Nats per response. */
  readonly entropy: Estimate;
  /** Policy against the gold response, by the training reward. */
  readonly winRate: WinRate;
  /** The same by the task's judge. */
  readonly judgeWinRate: WinRate;
  /** Tokens, EOS included. */
  readonly meanLength: number;
  /** Distinct completions / completions, per prompt, averaged. */
  readonly distinctFraction: number;
}

const ROWS_PER_BATCH = 128;

function rowSums(batch: TokenBatch, values: Float32Array): number[] {
  return Array.from({ length: batch.rows }, (_, b) =>
    values.subarray(b * batch.length, (b + 1) * batch.length).reduce((sum, value) => sum + value, 0),
  );
}

async function sequenceDivergence(
  policy: LanguageModel,
  prior: LanguageModel,
  task: Task,
  rows: readonly { prompt: Prompt; completion: Completion }[],
) {
  const kl: number[] = [];
  const entropy: number[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_BATCH) {
    const chunk = rows
      .slice(from, from + ROWS_PER_BATCH)
      .map((row) => ({ prompt: row.prompt.tokens, completion: row.completion.tokens }));
    const batch = tokenBatch(
      chunk,
      task.maxPromptTokens + task.maxCompletionTokens,
      task.maxCompletionTokens,
      task.tokenizer.pad,
    );
    const divergence = await policy.divergence(batch, prior);
    kl.push(...rowSums(batch, divergence.kl));
    entropy.push(...rowSums(batch, divergence.entropy));
  }
  return { kl, entropy };
}

export interface EvaluationOptions {
  readonly task: Task;
  readonly policy: LanguageModel;
  readonly prior: LanguageModel;
  readonly prompts: readonly Prompt[];
  readonly samplesPerPrompt: number;
  readonly seed: number;
}

export async function evaluatePolicy({
  task,
  policy,
  prior,
  prompts,
  samplesPerPrompt,
  seed,
}: EvaluationOptions): Promise<PolicyEvaluation> {
  const completions = await policy.generate({
    prompts: prompts.map((prompt) => prompt.tokens),
    samplesPerPrompt,
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: purposeSeed('evaluation', seed),
    round: 0,
    promptKeys: prompts.map((prompt) => prompt.id),
  });
  const rows = completions.map((completion, r) => ({
    prompt: prompts[Math.floor(r / samplesPerPrompt)],
    completion,
  }));
  const { kl, entropy } = await sequenceDivergence(policy, prior, task, rows);
  const reward = rows.map(({ prompt, completion }) => task.reward(prompt, [...completion.tokens]));
  const gold = new Map(prompts.map((prompt) => [prompt.id, task.reward(prompt, prompt.gold)]));
  const byReward = rows.map(({ prompt }, r) => Math.sign(reward[r] - gold.get(prompt.id)!));
  const byJudge = rows.map(({ prompt, completion }) => {
    const verdict = task.judge(prompt, [...completion.tokens], prompt.gold);
    return verdict === 'A' ? 1 : verdict === 'B' ? -1 : 0;
  });
  const grouped = <T>(values: readonly T[]) =>
    prompts.map((_, p) => values.slice(p * samplesPerPrompt, (p + 1) * samplesPerPrompt));
  return {
    reward: clusteredEstimate(grouped(reward)),
    kl: clusteredEstimate(grouped(kl)),
    entropy: clusteredEstimate(grouped(entropy)),
    winRate: winRate(grouped(byReward)),
    judgeWinRate: winRate(grouped(byJudge)),
    meanLength: meanLength(completions.map(({ tokens }) => tokens)),
    distinctFraction: distinctFraction(grouped(completions.map(({ tokens }) => tokens.join(' ')))),
  };
}
