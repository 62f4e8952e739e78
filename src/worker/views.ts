// What the page shows of single responses: the prior beside the policy on one prompt with one seed, token by token, and
// one prompt's samples under the weight microscope.

import { tokenBatch } from '../model/batch.ts';
import type { Completion, LanguageModel } from '../model/language_model.ts';
import { purposeSeed } from '../random/purpose.ts';
import type { Prompt, Task } from '../tasks/task.ts';
import type { SampledGroup } from '../training/replay.ts';
import type { Models } from '../training/training.ts';
import type { Microscope, SampleView, ViewedResponse } from './protocol.ts';

async function respond(task: Task, model: LanguageModel, prompt: Prompt, seed: number): Promise<Completion> {
  const [completion] = await model.generate({
    prompts: [prompt.tokens],
    samplesPerPrompt: 1,
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: purposeSeed('view', seed),
    round: 0,
    promptKeys: [prompt.id],
  });
  return completion;
}

async function annotate(
  task: Task,
  { policy, prior }: Models,
  prompt: Prompt,
  { tokens }: Completion,
): Promise<ViewedResponse> {
  const batch = tokenBatch(
    [{ prompt: prompt.tokens, completion: tokens }],
    task.maxPromptTokens + task.maxCompletionTokens,
    task.maxCompletionTokens,
    task.tokenizer.pad,
  );
  const logQ = await policy.logProbs(batch);
  const logP = await prior.logProbs(batch);
  const start = prompt.tokens.length;
  return {
    tokens: Array.from(tokens, (token, j) => ({
      text: task.tokenizer.piece(token),
      logRatio: logQ[start + j] - logP[start + j],
    })),
    text: task.tokenizer.decode([...tokens]),
    reward: task.reward(prompt, [...tokens]),
  };
}

/** Both responses to one test prompt from the same sampling noise. */
export async function viewSamples(
  task: Task,
  models: Models,
  promptIndex: number,
  seed: number,
  step: number,
): Promise<SampleView> {
  const prompts = task.prompts('test');
  const prompt = prompts[promptIndex];
  if (!prompt) throw new Error(`invalid prompt: ${promptIndex} (expected 0..${prompts.length - 1})`);
  const fromPrior = await respond(task, models.prior, prompt, seed);
  const fromPolicy = await respond(task, models.policy, prompt, seed);
  return {
    step,
    promptIndex,
    seed,
    promptText: prompt.text,
    goldText: task.tokenizer.decode([...prompt.gold]),
    goldReward: task.reward(prompt, prompt.gold),
    prior: await annotate(task, models, prompt, fromPrior),
    policy: await annotate(task, models, prompt, fromPolicy),
    verdict: task.judge(prompt, [...fromPolicy.tokens], [...fromPrior.tokens]),
  };
}

export function microscopeOf(
  task: Task,
  step: number,
  group: SampledGroup,
  logPolicy: readonly number[],
  logPartition?: number,
): Microscope {
  return {
    step,
    sampledInRound: group.round,
    promptText: group.prompt.text,
    texts: group.completions.map(({ tokens }) => task.tokenizer.decode([...tokens])),
    logPolicy,
    logPrior: group.logPrior,
    logProposal: group.logProposal,
    reward: group.reward,
    alpha: group.alpha,
    logPartition,
  };
}
