// Task `strings`: one prompt, eight symbols, length four, so 4,096 outcomes hold all the mass and everything about the
// posterior can be computed by enumeration through the real model.
import type { Stream } from '../../random/stream.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import type { Prompt, Split, Task, Verdict } from '../task.ts';
import { alternativeSymbol, drawSymbols, LENGTH, nextSymbol, SYMBOLS, stringReward } from './rule.ts';

const tokenizer = WordTokenizer.fromWords([...SYMBOLS]);
const ids = tokenizer.encode([...SYMBOLS].join(' '));
const symbolOf = new Map(ids.map((id, symbol) => [id, symbol]));

/** Two places of four right: about the upper quartile of the corpus, so there is room on both sides. */
const GOLD = 'fcaa';

const toTokens = (symbols: readonly number[]) => [...symbols.map((symbol) => ids[symbol]), tokenizer.eos];

function toSymbols(completion: readonly number[]): number[] | undefined {
  const symbols = completion.slice(0, LENGTH).map((token) => symbolOf.get(token));
  return symbols.length === LENGTH && symbols.every((s) => s !== undefined) ? symbols : undefined;
}

const promptIds: Readonly<Record<Split, number>> = { train: 0, validation: 1, test: 2 };

function prompt(split: Split): Prompt {
  const gold = [...tokenizer.encode([...GOLD].join(' ')), tokenizer.eos];
  return {
    id: promptIds[split],
    split,
    text: 'Write a string of four symbols.',
    tokens: [tokenizer.bos],
    gold,
  };
}

/** What a malformed completion is worth: below every complete string. */
const MALFORMED_REWARD = -3;

function distinctSymbols(completion: readonly number[]): number {
  return new Set(completion.filter((token) => symbolOf.has(token))).size;
}

export const strings: Task = {
  name: 'strings',
  tokenizer,
  maxPromptTokens: 1,
  maxCompletionTokens: LENGTH + 1,
  allowedTokens: [...Array.from({ length: LENGTH }, () => ids), [tokenizer.eos]],
  outcomes: () =>
    Array.from({ length: SYMBOLS.length ** LENGTH }, (_, code) =>
      toTokens(
        Array.from(
          { length: LENGTH },
          (_, t) => Math.floor(code / SYMBOLS.length ** (LENGTH - 1 - t)) % SYMBOLS.length,
        ),
      ),
    ),
  prompts: (split) => [prompt(split)],
  example: (stream: Stream) => ({
    prompt: [tokenizer.bos],
    completion: toTokens(drawSymbols(nextSymbol, () => stream.uniform())),
  }),
  alternative: (_prompt, stream) => toTokens(drawSymbols(alternativeSymbol, () => stream.uniform())),
  reward(_prompt, completion) {
    const symbols = toSymbols(completion);
    return symbols ? stringReward(symbols) : MALFORMED_REWARD;
  },
  judge(_prompt, a, b): Verdict {
    const difference = distinctSymbols(a) - distinctSymbols(b);
    return difference > 0 ? 'A' : difference < 0 ? 'B' : 'tie';
  },
};
