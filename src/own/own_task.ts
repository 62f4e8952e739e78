// A task made of a visitor's prompts: what a run needs, and what the rule is told of each prompt.
import type { AnswerPair, Prompt, RunTask, Split } from '../tasks/task.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** A prompt as it was read; token ids without BOS. */
export interface OwnPrompt {
  readonly text: string;
  readonly tokens: readonly number[];
  /** Other fields of its row, which the rule is given. */
  readonly meta?: unknown;
  /** Token ids of the answer that the data give, EOS included; absent: none. */
  readonly gold?: readonly number[];
}

export interface OwnTaskParts {
  readonly tokenizer: Tokenizer;
  readonly prompts: Readonly<Record<Split, readonly OwnPrompt[]>>;
  /** Longest completion in tokens, EOS included. */
  readonly maxCompletionTokens: number;
  /** Pairs of answers by the place of their prompt in the train split. */
  readonly pairs?: readonly {
    readonly prompt: number;
    readonly chosen: readonly number[];
    readonly rejected: readonly number[];
  }[];
}

export interface OwnTask extends RunTask {
  readonly name: 'own';
  /** Whether the data give an answer to every prompt that is evaluated; else the prior's answers take their place. */
  readonly hasGold: boolean;
  metaOf(prompt: Prompt): unknown;
  /** The same task where the prior's answers stand for answers that the data do not give. */
  withAnswers(answers: ReadonlyMap<number, readonly number[]>): OwnTask;
}

const FIRST_ID: Readonly<Record<Split, number>> = { train: 0, validation: 10_000_000, test: 20_000_000 };
const SPLITS = Object.keys(FIRST_ID) as readonly Split[];
const EVALUATED = ['validation', 'test'] as const satisfies readonly Split[];

/** Throws a sentence if a split that is needed is empty. */
export function makeOwnTask(parts: OwnTaskParts): OwnTask {
  const { tokenizer, maxCompletionTokens, pairs } = parts;
  for (const split of SPLITS)
    if (parts.prompts[split].length === 0)
      throw new Error(
        `no ${split} prompts (expected at least one in each of ${SPLITS.join(', ')}: give more prompts)`,
      );
  const bySplit = Object.fromEntries(
    SPLITS.map((split) => [
      split,
      parts.prompts[split].map(
        ({ text, tokens, gold = [] }, i): Prompt => ({
          id: FIRST_ID[split] + i,
          split,
          text,
          tokens: [tokenizer.bos, ...tokens],
          gold,
        }),
      ),
    ]),
  ) as unknown as Readonly<Record<Split, readonly Prompt[]>>;
  const all = SPLITS.flatMap((split) => bySplit[split]);
  const preferences = pairs?.map(
    ({ prompt, chosen, rejected }): AnswerPair => ({ prompt: bySplit.train[prompt], chosen, rejected }),
  );
  const taskOf = (prompts: typeof bySplit): OwnTask => ({
    name: 'own',
    tokenizer,
    maxPromptTokens: Math.max(...all.map(({ tokens }) => tokens.length)),
    maxCompletionTokens,
    allowedTokens: [tokenizer.completionTokens],
    preferences,
    prompts: (split) => prompts[split],
    hasGold: EVALUATED.every((split) => prompts[split].every(({ gold }) => gold.length > 0)),
    metaOf: ({ split, id }) => parts.prompts[split][id - FIRST_ID[split]]?.meta,
    withAnswers: (answers) =>
      taskOf(
        Object.fromEntries(
          SPLITS.map((split) => [
            split,
            prompts[split].map((prompt) => ({ ...prompt, gold: answers.get(prompt.id) ?? prompt.gold })),
          ]),
        ) as unknown as typeof prompts,
      ),
  });
  return taskOf(bySplit);
}
