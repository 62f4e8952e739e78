// What a run of the visitor's own is made of: model, prompts and reward, by the fingerprint of all three. Before its
// first run the prior is measured: its samples give the reward its scale, and stand where the data give no answer.
import type { TrainedModel } from '../model/extend.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { type Breathe, generateInSlices } from '../model/slices.ts';
import type { Reward } from '../reward/reward.ts';
import { rememberOwnTask } from '../tasks/own_tasks.ts';
import type { Prompt } from '../tasks/task.ts';
import { ownReward, ratedResponse, type Scale, type Score, scaleOf } from './own_reward.ts';
import type { OwnTask } from './own_task.ts';

export interface OwnBundle {
  /** Twelve hexadecimal digits. */
  readonly id: string;
  readonly task: OwnTask;
  readonly prior: TrainedModel;
  readonly score: Score;
}

interface Known {
  readonly bundle: OwnBundle;
  measured?: Promise<{ readonly task: OwnTask; readonly scale: Scale }>;
}

const known = new Map<string, Known>();

export function rememberBundle(bundle: OwnBundle): void {
  known.set(bundle.id, { bundle });
  rememberOwnTask(bundle.id, bundle.task);
}

/** Throws a sentence if the files were not read here. */
function knownBundle(id: string): Known {
  const found = known.get(id);
  if (!found)
    throw new Error(`the files of this run are not here: ${id} (expected those that were read on this page)`);
  return found;
}

export const ownPrior = (id: string): TrainedModel => knownBundle(id).bundle.prior;

const PROMPTS = 32;
const SAMPLES = 8;
const SEED = 402_02479;

/** Samples of the prior, in the order of the prompts. */
async function priorSamples(
  { tokenizer, maxCompletionTokens }: OwnTask,
  prior: LanguageModel,
  prompts: readonly Prompt[],
  samplesPerPrompt: number,
  breathe: Breathe,
) {
  const request = {
    prompts: prompts.map(({ tokens }) => tokens),
    samplesPerPrompt,
    maxNewTokens: maxCompletionTokens,
    temperature: 1,
    eos: tokenizer.eos,
    seed: SEED,
    round: 0,
    promptKeys: prompts.map(({ id }) => id),
  };
  const drawn = await generateInSlices(prior, request, breathe);
  return drawn.map(({ tokens }, r) => ({
    prompt: prompts[Math.floor(r / samplesPerPrompt)],
    completion: tokens,
  }));
}

async function measure({ task, score }: OwnBundle, prior: LanguageModel, breathe: Breathe) {
  const train = task.prompts('train').slice(0, PROMPTS);
  const each = Math.ceil((PROMPTS * SAMPLES) / train.length);
  const samples = await priorSamples(task, prior, train, each, breathe);
  const scale = scaleOf(await score(samples.map((sample) => ratedResponse(task, sample))));
  if (task.hasGold) return { task, scale };
  const evaluated = [...task.prompts('validation'), ...task.prompts('test')].filter(
    ({ gold }) => gold.length === 0,
  );
  const answers = await priorSamples(task, prior, evaluated, 1, breathe);
  const byPrompt = new Map(answers.map(({ prompt, completion }) => [prompt.id, Array.from(completion)]));
  return { task: task.withAnswers(byPrompt), scale };
}

/** The reward of a run; afterwards its task has an answer to every prompt that is evaluated. */
export async function ownRewardOf(id: string, prior: LanguageModel, breathe: Breathe): Promise<Reward> {
  const entry = knownBundle(id);
  entry.measured ??= measure(entry.bundle, prior, breathe);
  try {
    const { task, scale } = await entry.measured;
    rememberOwnTask(id, task);
    return ownReward(task, entry.bundle.score, scale);
  } catch (error) {
    entry.measured = undefined; // a rule that failed once may be asked again
    throw error;
  }
}
