// What a run of the visitor's own is made of: model, prompts and reward, by the fingerprint of all three. Before its
// first run the prior is measured: its samples give the reward its scale, and stand where the data give no answer.
import type { FileRecord } from '../formats/hugging_face/provenance.ts';
import type { TrainedModel } from '../model/extend.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { type Breathe, generateInSlices } from '../model/slices.ts';
import type { Reward } from '../reward/reward.ts';
import { missingFiles, rememberOwnTask } from '../tasks/own_tasks.ts';
import type { Prompt } from '../tasks/task.ts';
import { ownReward, responseToRate } from './own_reward.ts';
import type { OwnTask } from './own_task.ts';
import type { ResponseScorer } from './reward/response_scorer.ts';
import { groupsOf, PRIOR_SAMPLES, type RewardFigures, rewardFigures } from './reward/reward_figures.ts';
import type { RewardIdentity } from './reward/reward_identity.ts';

export interface OwnBundle {
  /** Twelve hexadecimal digits, behind the kind of reward where that is no rule. */
  readonly id: string;
  readonly task: OwnTask;
  readonly prior: TrainedModel;
  readonly scorer: ResponseScorer;
  /** Of the reward on samples of the prior; absent: measured before the first run. */
  readonly figures?: RewardFigures;
  /** Of what rates. */
  readonly reward: RewardIdentity;
  /** Files of the model. */
  readonly files: readonly FileRecord[];
}

interface Measured {
  readonly task: OwnTask;
  readonly figures: RewardFigures;
}

interface Known {
  readonly bundle: OwnBundle;
  measured?: Promise<Measured>;
  /** Once they are measured. */
  figures?: RewardFigures;
}

const known = new Map<string, Known>();

export function rememberBundle(bundle: OwnBundle): void {
  known.set(bundle.id, { bundle });
  rememberOwnTask(bundle.id, bundle.task);
}

/** Throws a sentence if the files were not read here. */
function knownBundle(id: string): Known {
  const found = known.get(id);
  if (!found) throw missingFiles(id);
  return found;
}

export const ownPrior = (id: string): TrainedModel => knownBundle(id).bundle.prior;

const PROMPTS = 32;
const SEED = 402_02479;

/** Samples of the prior, in the order of the prompts. */
export async function priorSamples(
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

async function figuresOn({ task, scorer }: OwnBundle, prior: LanguageModel, breathe: Breathe) {
  const train = task.prompts('train').slice(0, PROMPTS);
  const each = Math.ceil(PRIOR_SAMPLES / train.length);
  const samples = await priorSamples(task, prior, train, each, breathe);
  const responses = samples.map((sample) => responseToRate(task, sample));
  return rewardFigures(groupsOf(responses, await scorer.score(responses)));
}

async function measure(bundle: OwnBundle, prior: LanguageModel, breathe: Breathe): Promise<Measured> {
  const { task } = bundle;
  const figures = bundle.figures ?? (await figuresOn(bundle, prior, breathe));
  const silent = [...task.prompts('validation'), ...task.prompts('test')].filter(
    ({ gold }) => gold.length === 0,
  );
  if (silent.length === 0) return { task, figures };
  const answers = await priorSamples(task, prior, silent, 1, breathe);
  const byPrompt = new Map(answers.map(({ prompt, completion }) => [prompt.id, Array.from(completion)]));
  return { task: task.withAnswers(byPrompt), figures };
}

/** What the files are called, and the reward with its scale; the prior is asked where no run has asked it. */
export async function ownSource(id: string, prior: LanguageModel, breathe: Breathe) {
  const { bundle, measured } = await measuredBundle(id, prior, breathe);
  return { files: bundle.files, reward: bundle.reward, scale: measured.figures };
}

/** The reward of a run; afterwards its task has an answer to every prompt that is evaluated. */
export async function ownRewardOf(id: string, prior: LanguageModel, breathe: Breathe): Promise<Reward> {
  const { bundle, measured } = await measuredBundle(id, prior, breathe);
  rememberOwnTask(id, measured.task);
  return ownReward(measured.task, bundle, measured.figures);
}

/** Of the reward on samples of the prior; undefined until a run has measured them. */
export const knownFigures = (id: string): RewardFigures | undefined => known.get(id)?.figures;

async function measuredBundle(id: string, prior: LanguageModel, breathe: Breathe) {
  const entry = knownBundle(id);
  entry.measured ??= measure(entry.bundle, prior, breathe);
  try {
    const measured = await entry.measured;
    entry.figures = measured.figures;
    return { bundle: entry.bundle, measured };
  } catch (error) {
    entry.measured = undefined; // a rule that failed once may be asked again
    throw error;
  }
}
