// Pairs of answers of the starting model, for a person to choose between.
import type { LanguageModel } from '../../model/language_model.ts';
import { foldKey } from '../../random/counter.ts';
import { Stream } from '../../random/stream.ts';
import { featureVector } from '../../tasks/features.ts';
import type { Prompt, Split, Task } from '../../tasks/task.ts';
import { drawPriorGroups } from '../prior_samples.ts';

/** One answer as a person sees it, and what is known of it. */
export interface JudgedAnswer {
  readonly text: string;
  readonly features: readonly number[]; // [FEATURES]
  /** Not shown while somebody chooses. */
  readonly goldReward: number;
}

export interface AnswerPair {
  readonly promptText: string;
  readonly a: JudgedAnswer;
  readonly b: JudgedAnswer;
}

/** @throws where the task has no features to see. */
export function judgedAnswer(task: Task, prompt: Prompt, completion: readonly number[]): JudgedAnswer {
  if (!task.features) throw new Error(`invalid task: ${task.name} (expected one whose answers are text)`);
  return {
    text: task.tokenizer.decode([...completion]),
    features: featureVector(task.features(prompt, completion)),
    goldReward: task.reward(prompt, completion),
  };
}

export interface PairRequest {
  /** Preferences can be read on training prompts alone: only their facts are known there. */
  readonly split: Split;
  readonly seed: number;
  /** Another batch has other pairs. */
  readonly batch: number;
  readonly count: number;
}

/** A batch, and what was asked for. */
export interface AnswerPairs extends PairRequest {
  readonly pairs: readonly AnswerPair[];
}

/** Answers of the starting model and of the trained one to one prompt, from the same noise. */
export interface BeforeAfter {
  readonly promptText: string;
  readonly before: JudgedAnswer;
  readonly after: JudgedAnswer;
}

interface PairOptions extends PairRequest {
  readonly task: Task;
  readonly prior: LanguageModel;
}

/**
 * Up to `count` pairs. Left out: equal answers, and those without words or an end, which no line of preferences could
 * hold.
 */
export async function drawAnswerPairs({
  task,
  prior,
  split,
  seed,
  batch,
  count,
}: PairOptions): Promise<AnswerPair[]> {
  const stream = Stream.fromSeed(seed).split('answer pairs', task.name, split, batch);
  const prompts = stream.choose(task.prompts(split), count);
  const groups = await drawPriorGroups({
    task,
    prior,
    prompts,
    samplesPerPrompt: 2,
    purpose: 'taste pairs',
    seed: foldKey(seed, batch),
  });
  const isWhole = (sample: readonly number[]) => sample.length > 1 && sample.at(-1) === task.tokenizer.eos;
  return groups
    .filter(({ samples: [a, b] }) => isWhole(a) && isWhole(b) && a.join() !== b.join())
    .map(({ prompt, samples: [a, b] }) => ({
      promptText: prompt.text,
      a: judgedAnswer(task, prompt, a),
      b: judgedAnswer(task, prompt, b),
    }));
}
