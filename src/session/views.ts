// Data for the page's views of single responses. The sample viewer compares prior and policy on one prompt with one
// seed, token by token. The weight microscope shows one prompt's samples.
import type { Completion, LanguageModel } from '../model/language_model.ts';
import { rowsOf, taskBatch } from '../model/rows.ts';
import { purposeSeed } from '../random/purpose.ts';
import { isGiven, type Prompt, type RunTask } from '../tasks/task.ts';
import type { Models } from '../training/models.ts';
import type { ShownGroup } from '../training/step.ts';
import type { Microscope, SampleView, ViewedResponse } from './protocol.ts';
import type { Run } from './run.ts';

/** Samples `choices` responses to a prompt and returns the one with the highest reward. */
export async function respond(
  { task, models }: Pick<Run, 'task' | 'models'>,
  model: LanguageModel,
  prompt: Prompt,
  { tokens, choices, seed }: { tokens: readonly number[]; choices: number; seed: number },
): Promise<Completion> {
  const completions = await model.generate({
    prompts: [tokens],
    samplesPerPrompt: choices,
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: purposeSeed('view', seed),
    round: 0,
    promptKeys: [prompt.id],
  });
  const reward = await models.reward.of(
    completions.map(({ tokens: completion }) => ({ prompt, completion })),
  );
  return completions[reward.indexOf(Math.max(...reward))];
}

async function rewardOf({ reward }: Models, prompt: Prompt, completion: readonly number[]): Promise<number> {
  const [responseReward] = await reward.of([{ prompt, completion }]);
  return responseReward;
}

async function annotate(
  { task, models, training }: Pick<Run, 'task' | 'models' | 'training'>,
  prompt: Prompt,
  completion: Completion,
): Promise<ViewedResponse> {
  const scores = async (model: LanguageModel, tokens: readonly number[]) =>
    model.logProbs(taskBatch(task, rowsOf(tokens, [completion])));
  const logQ = await scores(models.policy, training.method.askedWith(prompt));
  const logP = await scores(models.prior, prompt.tokens);
  const start = prompt.tokens.length;
  const tokens = [...completion.tokens];
  const logRatios = tokens.map((_, j) => logQ[start + j] - logP[start + j]);
  return {
    ...viewedTokens(task, tokens, logRatios),
    text: task.tokenizer.decode(tokens),
    reward: await rewardOf(models, prompt, tokens),
  };
}

/** Words of ours one by one; of other tokenizers what makes whole characters, with the sum of its log-ratios. */
function viewedTokens(
  { tokenizer, name }: RunTask,
  tokens: readonly number[],
  logRatios: readonly number[],
): Pick<ViewedResponse, 'tokens' | 'joined'> {
  if (isGiven(name))
    return { tokens: tokens.map((token, j) => ({ text: tokenizer.piece(token), logRatio: logRatios[j] })) };
  let at = 0;
  return {
    joined: true,
    tokens: tokenizer.pieces(tokens).map(({ text, tokens: { length } }) => {
      const from = at;
      at += length;
      return { text, logRatio: logRatios.slice(from, at).reduce((sum, value) => sum + value, 0) };
    }),
  };
}

/** Responses of prior and policy to one test prompt, from the same sampling noise. */
export async function viewSamples(
  run: Pick<Run, 'task' | 'models' | 'training'>,
  promptIndex: number,
  seed: number,
): Promise<SampleView> {
  const { task, models, training } = run;
  const prompts = task.prompts('test');
  const prompt = prompts[promptIndex];
  if (!prompt) throw new Error(`invalid prompt: ${promptIndex} (expected 0..${prompts.length - 1})`);
  const fromPrior = await respond(run, models.prior, prompt, { tokens: prompt.tokens, choices: 1, seed });
  const decoding = {
    tokens: training.method.askedWith(prompt),
    choices: training.method.choices(training.progress.step),
    seed,
  };
  const fromPolicy = await respond(run, models.policy, prompt, decoding);
  return {
    step: training.progress.step,
    promptIndex,
    seed,
    promptText: prompt.text,
    goldText: task.tokenizer.decode([...prompt.gold]),
    goldReward: await rewardOf(models, prompt, prompt.gold),
    prior: await annotate(run, prompt, fromPrior),
    policy: await annotate(run, prompt, fromPolicy),
    verdict: task.judge?.(prompt, [...fromPolicy.tokens], [...fromPrior.tokens]),
  };
}

export function microscopeOf(task: RunTask, step: number, { group, figures }: ShownGroup): Microscope {
  const { alpha, tokenCount = [], tokens = [], ...rest } = figures;
  return {
    ...rest,
    step,
    sampledInRound: group.round,
    promptText: group.prompt.text,
    texts: group.completions.map((completion) => task.tokenizer.decode([...completion.tokens])),
    alpha: alpha ?? group.alpha,
    tokenCount,
    tokens,
  };
}
