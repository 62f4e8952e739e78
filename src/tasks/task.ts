// The contract of a task: prompts, gold responses, a reward, and a judge that looks at other features than the reward.
import type { Stream } from '../random/stream.ts';
import type { Tokenizer } from '../tokenizer/word.ts';

/** How the page names and describes a task. */
interface TaskCard {
  readonly label: string;
  readonly description: string;
}

/** The tasks in their order. The page imports these cards, and not the tasks: their corpora are heavy. */
export const taskCards = {
  strings: {
    label: 'Strings',
    description: 'Four letters of an alphabet of eight: small enough to compute everything exactly.',
  },
  tldr: {
    label: 'TL;DR',
    description: 'A one-line summary of a short post: keep the facts, invent nothing, stay short.',
  },
  dialog: {
    label: 'Dialog',
    description: 'The next turn of a conversation: help with what is asked, decline what would do harm.',
  },
  sentiment: {
    label: 'Sentiment',
    description: 'The review that follows an opening: pleased, and about what mattered.',
  },
  markov: {
    label: 'Markov',
    description:
      'Sixteen symbols of a random Markov chain by a model of 200 weights: the paper’s whole schedule in seconds.',
  },
} as const satisfies Readonly<Record<string, TaskCard>>;

export type TaskName = keyof typeof taskCards;
export const TASK_NAMES = Object.keys(taskCards) as readonly TaskName[];

/** Whether prior and reward model are files in `public/models/`; on `markov` both are tables of its world. */
export const isShipped = (task: TaskName): boolean => task !== 'markov';
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

export interface Task {
  readonly name: TaskName;
  /** What the reward pays for, one sentence. */
  readonly rewardRule: string;
  /** What the judge looks at, one sentence. */
  readonly judgeRule: string;
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
  /** One example of the prior's corpus, of any quality; its prompt is like those of a split (default train). */
  example(stream: Stream, split?: Split): Example;
  /** One completion (EOS included) by the writers of the preference data, who are not the corpus's. */
  alternative(prompt: Prompt, stream: Stream): number[];
  /** Training reward of a completion (EOS included if it was reached). Always finite. */
  reward(prompt: Prompt, completion: readonly number[]): number;
  /** Says which of two completions is better, by other features than the reward's. */
  judge(prompt: Prompt, a: readonly number[], b: readonly number[]): Verdict;
}
