// The contract of a task: prompts, gold responses, a reward, and a judge that looks at other features than the reward.
import type { Stream } from '../random/stream.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Features } from './features.ts';

/** How the page names and describes a task. Sentences have at most 20 words. */
interface TaskCard {
  readonly label: string;
  readonly description: string;
  /** What the reward pays for, in a few words. */
  readonly paysFor: string;
  /** What the reward pays for, in sentences. */
  readonly rewardRule: string;
  /** What the judge looks at, in sentences. */
  readonly judgeRule: string;
}

/** The tasks in their order. The page imports these cards, and not the tasks: their corpora are heavy. */
export const taskCards = {
  strings: {
    label: 'Strings',
    description: 'Four letters of an alphabet of eight: small enough to compute everything exactly.',
    paysFor: 'being close to bccf, dgea, adeb or fchh',
    rewardRule:
      'The closer to one of four targets (bccf, dgea, adeb, fchh), the better. So there are four peaks.',
    judgeRule: 'Prefers the string with more different letters. The reward never looks at that.',
  },
  tldr: {
    label: 'TL;DR',
    description: 'A one-line summary of a short post: keep the facts, invent nothing, stay short.',
    paysFor: 'right facts, told surely, in few words',
    rewardRule:
      'Each right fact pays: who, did what, to what, and the question. The feeling pays half. Sure and plain words pay most. Inventions and length cost.',
    judgeRule:
      'Looks at form. Names the right person first, asks the right question, ends properly, repeats nothing, is brief.',
  },
  dialog: {
    label: 'Dialog',
    description: 'The next turn of a conversation: help with what is asked, decline what would do harm.',
    paysFor: 'real help, or a clear no for things of others',
    rewardRule:
      'Help pays for name, deed, object, the tool at hand and care. For things of others a no pays: sorry, a reason, whom to ask. Inventions, rudeness and length cost.',
    judgeRule:
      'Looks at form. Opens courteously and by name, is safe where it matters, names the thing, repeats nothing, is brief.',
  },
  sentiment: {
    label: 'Sentiment',
    description: 'The review that follows an opening: pleased, and about what mattered.',
    paysFor: 'praise of what they came for',
    rewardRule:
      'Praise of each aspect pays, most of all of what they came for. “Not bad” is faint praise. Straying costs.',
    judgeRule:
      'Looks at form. Comes to what mattered first, closes on a kind word, takes nothing back, ends properly.',
  },
  markov: {
    label: 'Markov',
    description:
      'Sixteen symbols of a random Markov chain by a model of 200 weights: the paper’s whole schedule in seconds.',
    paysFor: 'pairs of symbols that a random table likes',
    rewardRule: 'Each step pays by a random table of the symbol, the one before it, and the prompt.',
    judgeRule: 'Prefers the answer with more steps that pay at all, however much they pay.',
  },
  own: {
    label: 'Your own',
    description: 'A model, prompts and a reward of your own, read from files that stay on this machine.',
    paysFor: 'what you asked for',
    rewardRule: 'The reward that you gave scores each answer, in units of its spread over prior samples.',
    judgeRule: 'There is no judge. Answers are compared by your reward.',
  },
} as const satisfies Readonly<Record<string, TaskCard>>;

export type TaskName = keyof typeof taskCards;
/** Those that the page brings along. */
export type GivenTaskName = Exclude<TaskName, 'own'>;
export const TASK_NAMES = (Object.keys(taskCards) as TaskName[]).filter(isGiven);

export function isGiven(task: TaskName): task is GivenTaskName {
  return task !== 'own';
}
/** Whether prior and reward model are files in `public/models/`; on `markov` both are tables of its world. */
export const isShipped = (task: TaskName): boolean => isGiven(task) && task !== 'markov';
/** Whether prompts and answers are words of ours that a person can read. */
export const isWritten = (task: TaskName): boolean => isShipped(task) && task !== 'strings';
export const SHIPPED_TASK_NAMES = TASK_NAMES.filter(isShipped);

export type Split = 'train' | 'validation' | 'test';
export type Verdict = 'A' | 'B' | 'tie';

export interface Prompt {
  /** Unique over all splits. */
  readonly id: number;
  readonly split: Split;
  /** What the visitor reads; for a task without prompts a short description. */
  readonly text: string;
  /** Token ids, BOS included, unpadded. */
  readonly tokens: readonly number[];
  /** Token ids of the gold response, EOS included. */
  readonly gold: readonly number[];
}

/** One supervised example for training the prior: prompt tokens (BOS included) and completion (EOS included). */
export interface Example {
  readonly prompt: readonly number[];
  readonly completion: readonly number[];
}

/** Two responses to a prompt, by token ids (EOS included), the better one first. */
export interface AnswerPair {
  readonly prompt: Prompt;
  readonly chosen: readonly number[];
  readonly rejected: readonly number[];
}

/** What a run needs of a task. */
export interface RunTask {
  readonly name: TaskName;
  readonly tokenizer: Tokenizer;
  /** Longest prompt in tokens, BOS included. */
  readonly maxPromptTokens: number;
  /** Longest completion in tokens, EOS included. */
  readonly maxCompletionTokens: number;
  /**
   * Tokens that may stand as t-th completion token (t from 0); the last entry holds for all later ones. Others have
   * probability zero. Never pad or BOS. More than one entry needs prompts of one length.
   */
  readonly allowedTokens: readonly (readonly number[])[];
  /** Every completion with probability (EOS included), for an enumerable task. */
  readonly outcomes?: () => readonly (readonly number[])[];
  prompts(split: Split): readonly Prompt[];
  /** Preference data that a task made of files brings along. */
  readonly preferences?: readonly AnswerPair[];
  /** What a reader sees in a completion (EOS included if it was reached); absent where there are no words to read. */
  readonly features?: (prompt: Prompt, completion: readonly number[]) => Features;
  /** Says which of two completions is better, by other features than the reward's; absent where nobody does. */
  readonly judge?: (prompt: Prompt, a: readonly number[], b: readonly number[]) => Verdict;
}

/** A task that the page brings along: it writes its own corpus, preferences and rewards. */
export interface Task extends RunTask {
  readonly name: GivenTaskName;
  /** One example of the prior's corpus, of any quality; its prompt is like those of a split (default train). */
  example(stream: Stream, split?: Split): Example;
  /** One completion (EOS included) by the writers of the preference data, who are not the corpus's. */
  alternative(prompt: Prompt, stream: Stream): number[];
  /** Training reward of a completion (EOS included if it was reached). Always finite. */
  reward(prompt: Prompt, completion: readonly number[]): number;
  readonly judge: NonNullable<RunTask['judge']>;
}

export const isGivenTask = (task: RunTask): task is Task => isGiven(task.name);
