// A task made of a visitor's rows: what a run needs, and what the reward is told of each prompt.
import type { AnswerPair, Prompt, RunTask, Split } from '../tasks/task.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { EncodedRow } from './data/fitting/encode.ts';
import { splitOf } from './data/split.ts';

export interface OwnTask extends RunTask {
  readonly name: 'own';
  /** Other fields of the prompt's line; {} without any. */
  metaOf(prompt: Prompt): Readonly<Record<string, unknown>>;
  /** The same task where the prior's answers, by prompt id, stand for answers that the data do not give. */
  withAnswers(answers: ReadonlyMap<number, readonly number[]>): OwnTask;
}

const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly Split[];
const FIRST_ID: Readonly<Record<Split, number>> = { train: 0, validation: 10_000_000, test: 20_000_000 };
/** Prompts of each split that is only evaluated. */
const MOST_EVALUATED = 64;
/** Fewer rows than these are not split: the same prompts serve for all. */
const LEAST_TO_SPLIT = 40;

type BySplit = Readonly<Record<Split, readonly EncodedRow[]>>;

function divided(rows: readonly EncodedRow[]): BySplit {
  const first = rows.slice(0, MOST_EVALUATED);
  if (rows.length < LEAST_TO_SPLIT) return { train: rows, validation: first, test: first };
  const of = (split: Split) => rows.filter(({ row }) => splitOf(row.prompt) === split);
  const parts = { train: of('train'), validation: of('validation'), test: of('test') };
  const some = (split: 'validation' | 'test') =>
    parts[split].length > 0 ? parts[split].slice(0, MOST_EVALUATED) : first;
  return { train: parts.train, validation: some('validation'), test: some('test') };
}

/** Whether training and evaluation have prompts of their own. */
export const isSplit = (rows: readonly EncodedRow[]): boolean => rows.length >= LEAST_TO_SPLIT;

/** Rows whose answers are longer than the run's: their prompts are used without them. */
export const withLongAnswers = (rows: readonly EncodedRow[], maxCompletionTokens: number) =>
  rows.filter(({ answers }) => answers.some(({ length }) => length > maxCompletionTokens));

/** @param maxCompletionTokens longest answer, EOS included. Throws a sentence without rows. */
export function makeOwnTask(
  rows: readonly EncodedRow[],
  tokenizer: Tokenizer,
  maxCompletionTokens: number,
): OwnTask {
  if (rows.length === 0) throw new Error('no prompts (expected at least one that fits the run’s length)');
  const long = new Set(withLongAnswers(rows, maxCompletionTokens));
  const parts = divided(rows.map((row) => (long.has(row) ? { ...row, answers: [] } : row)));
  const promptsOf = (split: Split): Prompt[] =>
    parts[split].map(({ row, prompt, answers: [gold = []] }, i) => ({
      id: FIRST_ID[split] + i,
      split,
      text: row.prompt,
      // An empty prompt of a model without a token to start with.
      tokens: prompt.length > 0 ? prompt : [tokenizer.bos],
      gold,
    }));
  const written = { train: promptsOf('train'), validation: promptsOf('validation'), test: promptsOf('test') };
  const preferences = parts.train.flatMap(({ answers: [chosen, rejected] }, i): AnswerPair[] =>
    rejected ? [{ prompt: written.train[i], chosen, rejected }] : [],
  );
  const taskOf = (prompts: Readonly<Record<Split, readonly Prompt[]>>): OwnTask => ({
    name: 'own',
    tokenizer,
    maxPromptTokens: Math.max(
      ...SPLITS.flatMap((split) => prompts[split].map(({ tokens }) => tokens.length)),
    ),
    maxCompletionTokens,
    allowedTokens: [tokenizer.completionTokens],
    ...(preferences.length > 0 && { preferences }),
    prompts: (split) => prompts[split],
    metaOf: ({ split, id }) => parts[split][id - FIRST_ID[split]]?.row.meta ?? {},
    withAnswers(answers) {
      const answered = (split: Split) =>
        prompts[split].map((prompt) => ({ ...prompt, gold: answers.get(prompt.id) ?? prompt.gold }));
      return taskOf({
        train: prompts.train,
        validation: answered('validation'),
        test: answered('test'),
      });
    },
  });
  return taskOf(written);
}
