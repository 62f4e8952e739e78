// One point on the KL-reward frontier, and the win-rate against the gold responses. The same prompts and sampling
// noise for every checkpoint, so that differences between points are not luck of the draw.
// KL(policy || prior): y ~ policy, summed over tokens, Rao-Blackwellised (the full-vocabulary KL at each prefix).
import type { Estimate } from '../math/statistics.ts';
import { clusteredEstimate } from '../metrics/clustered.ts';
import { distinctFraction, meanLength } from '../metrics/text.ts';
import { type WinRate, winRate } from '../metrics/win_rate.ts';
import type { Completion, GenerateOptions, LanguageModel, TokenBatch } from '../model/language_model.ts';
import { type Row, taskBatch } from '../model/rows.ts';
import { type Breathe, generateInSlices, slicesOf, withoutBreath } from '../model/slices.ts';
import { bestOfNKl } from '../objectives/best_of_n.ts';
import { purposeSeed } from '../random/purpose.ts';
import type { Reward } from '../reward/reward.ts';
import { isGivenTask, type Prompt, type RunTask } from '../tasks/task.ts';

export interface PolicyEvaluation {
  /** By the training reward. */
  readonly reward: Estimate;
  /** By the task's gold reward, which is the same where that is trained on. */
  readonly goldReward: Estimate;
  /** KL(policy || prior), nats per response. */
  readonly kl: Estimate;
  /** Nats per response. */
  readonly entropy: Estimate;
  /** Policy against the gold response, by the training reward. */
  readonly winRate: WinRate;
  /** The same by the task's judge; absent where it has none. */
  readonly judgeWinRate?: WinRate;
  /** Tokens, EOS included. */
  readonly meanLength: number;
  /** Distinct completions / completions, per prompt, averaged. */
  readonly distinctFraction: number;
  /** Each answer was the best of so many responses, and `kl` is the upper bound log n - (n - 1) / n; absent: 1. */
  readonly choices?: number;
}

export const ROWS_PER_DIVERGENCE = 128;

function rowSums(batch: TokenBatch, values: Float32Array): number[] {
  return Array.from({ length: batch.rows }, (_, b) =>
    values.subarray(b * batch.length, (b + 1) * batch.length).reduce((sum, value) => sum + value, 0),
  );
}

async function sequenceDivergence(
  policy: LanguageModel,
  prior: LanguageModel,
  task: RunTask,
  rows: readonly Row[],
  breathe: Breathe,
) {
  const kl: number[] = [];
  const entropy: number[] = [];
  for (const slice of slicesOf(rows, Math.min(ROWS_PER_DIVERGENCE, policy.rowsPerCall))) {
    await breathe();
    const batch = taskBatch(task, slice);
    const divergence = await policy.divergence(batch, prior);
    kl.push(...rowSums(batch, divergence.kl));
    entropy.push(...rowSums(batch, divergence.entropy));
  }
  return { kl, entropy };
}

export interface EvaluationOptions {
  readonly task: RunTask;
  readonly policy: LanguageModel;
  readonly prior: LanguageModel;
  /** What is trained on. */
  readonly reward: Reward;
  readonly prompts: readonly Prompt[];
  /** What the policy reads of a prompt; absent: its tokens. */
  readonly askedWith?: (prompt: Prompt) => readonly number[];
  readonly samplesPerPrompt: number;
  /** Responses drawn for each answer, of which the best by the reward counts. */
  readonly choices?: number;
  readonly seed: number;
  readonly breathe?: Breathe;
}

/** Calls of the policy that draw and compare the answers; a learned reward takes more. */
export function callsOfEvaluation(
  { rowsPerCall }: LanguageModel,
  prompts: number,
  samplesPerPrompt: number,
): number {
  const promptsEach = Math.max(1, Math.floor(rowsPerCall / samplesPerPrompt));
  const draws = Math.ceil(prompts / promptsEach) * Math.ceil(samplesPerPrompt / rowsPerCall);
  return draws + Math.ceil((prompts * samplesPerPrompt) / Math.min(ROWS_PER_DIVERGENCE, rowsPerCall));
}

/** Fewest answers per prompt where each costs several responses. */
const FEWEST_ANSWERS = 4;

/** Best of each run of `choices` responses. */
function bestOfEach<T>(values: readonly T[], choices: number, rewardOf: (value: T) => number): T[] {
  return Array.from({ length: values.length / choices }, (_, k) =>
    values
      .slice(k * choices, (k + 1) * choices)
      .reduce((best, value) => (rewardOf(value) > rewardOf(best) ? value : best)),
  );
}

/** One answer to an evaluated prompt. */
interface Answer {
  readonly prompt: Prompt;
  readonly completion: Completion;
  /** By the training reward, and what that gives the gold response. */
  readonly reward: number;
  readonly goldResponseReward: number;
}

export interface EvaluatedAnswers {
  readonly evaluation: PolicyEvaluation;
  /** Prompt-major. */
  readonly answers: readonly Answer[];
}

export const evaluatePolicy = async (options: EvaluationOptions): Promise<PolicyEvaluation> =>
  (await evaluateAnswers(options)).evaluation;

export async function evaluateAnswers({
  task,
  policy,
  prior,
  reward: trainingReward,
  prompts,
  askedWith = (prompt) => prompt.tokens,
  samplesPerPrompt,
  choices = 1,
  seed,
  breathe = withoutBreath,
}: EvaluationOptions): Promise<EvaluatedAnswers> {
  const answers =
    choices === 1 ? samplesPerPrompt : Math.max(FEWEST_ANSWERS, Math.floor(samplesPerPrompt / choices));
  const request: GenerateOptions = {
    prompts: prompts.map(askedWith),
    samplesPerPrompt: answers * choices,
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: purposeSeed('evaluation', seed),
    round: 0,
    promptKeys: prompts.map((prompt) => prompt.id),
  };
  const completions = await generateInSlices(policy, request, breathe);
  const promptOf = (r: number) => prompts[Math.floor(r / (answers * choices))];
  const rewards = await trainingReward.of(
    completions.map(({ tokens }, r) => ({ prompt: promptOf(r), completion: tokens })),
    breathe,
  );
  const drawn = completions.map((completion, r) => ({ prompt: promptOf(r), completion, reward: rewards[r] }));
  const rows = bestOfEach(drawn, choices, ({ reward }) => reward);
  const { kl, entropy } = await sequenceDivergence(
    policy,
    prior,
    task,
    rows.map(({ prompt, completion }) => ({ prompt: askedWith(prompt), completion: completion.tokens })),
    breathe,
  );
  const ofGold = await trainingReward.of(
    prompts.map((prompt) => ({ prompt, completion: prompt.gold })),
    breathe,
  );
  const gold = new Map(prompts.map(({ id }, p) => [id, ofGold[p]]));
  const byReward = rows.map(({ prompt, reward }) => Math.sign(reward - gold.get(prompt.id)!));
  const { judge } = task;
  const byJudge =
    judge &&
    rows.map(({ prompt, completion }) => {
      const verdict = judge(prompt, [...completion.tokens], prompt.gold);
      return verdict === 'A' ? 1 : verdict === 'B' ? -1 : 0;
    });
  const grouped = <T>(values: readonly T[]) =>
    prompts.map((_, p) => values.slice(p * answers, (p + 1) * answers));
  const evaluation: PolicyEvaluation = {
    reward: clusteredEstimate(grouped(rows.map(({ reward }) => reward))),
    goldReward: clusteredEstimate(
      grouped(
        rows.map(({ prompt, completion, reward }) =>
          isGivenTask(task) ? task.reward(prompt, [...completion.tokens]) : reward,
        ),
      ),
    ),
    kl: choices === 1 ? clusteredEstimate(grouped(kl)) : { mean: bestOfNKl(choices), standardError: 0 },
    entropy: clusteredEstimate(grouped(entropy)),
    winRate: winRate(grouped(byReward)),
    judgeWinRate: byJudge && winRate(grouped(byJudge)),
    meanLength: meanLength(rows.map(({ completion }) => completion.tokens)),
    distinctFraction: distinctFraction(grouped(rows.map(({ completion }) => completion.tokens.join(' ')))),
    choices: choices === 1 ? undefined : choices,
  };
  return {
    evaluation,
    answers: rows.map((row) => ({ ...row, goldResponseReward: gold.get(row.prompt.id)! })),
  };
}
