// Task `markov`: 16 symbols behind one of 16 prompts, by a language model of two tables (`src/markov/`), so that the
// paper's whole schedule takes seconds. Text is symbols and says so. A prompt is there many times, each with a gold
// response of its own: the better of two samples of the prior.
import { sum } from '../../math/statistics.ts';
import { Stream } from '../../random/stream.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import type { Prompt, Split, Task } from '../task.ts';
import { chainOf, drawResponse, MARKOV_SIZE, type MarkovWorld, markovWorld, stepsOf } from './world.ts';

const SYMBOLS = 'abcdefgh';
const { symbols: V, length: T, prompts: C } = MARKOV_SIZE;

const promptWord = (c: number) => `<${c + 1}>`;
export const tokenizer = WordTokenizer.fromWords([
  ...SYMBOLS,
  ...Array.from({ length: C }, (_, c) => promptWord(c)),
]);
export const SYMBOL_TOKENS: readonly number[] = tokenizer.encode([...SYMBOLS].join(' '));
export const PROMPT_TOKENS: readonly number[] = Array.from(
  { length: C },
  (_, c) => tokenizer.encode(promptWord(c))[0],
);
const columnOf = new Map(SYMBOL_TOKENS.map((token, v) => [token, v]));

/** Gold responses a prompt has in each split. */
const GOLDS: Readonly<Record<Split, number>> = { train: 1, validation: 12, test: 32 };
const FIRST_ID: Readonly<Record<Split, number>> = { train: 0, validation: 1000, test: 2000 };

/** What a step pays if its response is cut short or holds another token: less than any symbol does. */
const MISSING_PAY = -1;

export interface MarkovSettings {
  readonly world: number;
  readonly rewardSpread: number;
}

const contextOf = ({ tokens }: Prompt): number => PROMPT_TOKENS.indexOf(tokens[tokens.length - 1]);

/** Columns of the tokens up to the first that is no symbol. */
function symbolsIn(completion: readonly number[]): number[] {
  const columns = completion.slice(0, T).map((token) => columnOf.get(token));
  const end = columns.indexOf(undefined);
  return (end < 0 ? columns : columns.slice(0, end)) as number[];
}

function stepPays({ pay }: MarkovWorld, prompt: Prompt, completion: readonly number[]): number[] {
  const said = symbolsIn(completion);
  const table = pay[contextOf(prompt)];
  const missing = new Array<number>(T - said.length).fill(MISSING_PAY);
  return [...stepsOf(V, said).map((cell) => table[cell]), ...missing];
}

function promptsOf(world: MarkovWorld, number: number, split: Split): readonly Prompt[] {
  const stream = Stream.fromSeed(number).split('markov golds', split);
  return Array.from({ length: C * GOLDS[split] }, (_, i) => {
    const c = i % C;
    const draws = stream.split(i);
    const bare = {
      id: FIRST_ID[split] + i,
      split,
      text: `Prompt ${promptWord(c)} of ${C}: write ${T} symbols.`,
      tokens: [tokenizer.bos, PROMPT_TOKENS[c]],
      gold: [] as readonly number[],
    };
    const [a, b] = [0, 1].map(() =>
      drawResponse(chainOf(world, c), () => draws.uniform()).map((v) => SYMBOL_TOKENS[v]),
    );
    const worth = (response: readonly number[]) => sum(stepPays(world, bare, response));
    return { ...bare, gold: worth(a) >= worth(b) ? a : b };
  });
}

/** The writers of the preference data: the prior with its logits halved. */
const ALTERNATIVE_FLATNESS = 2;

function taskIn({ world: number, rewardSpread }: MarkovSettings): Task {
  const world = markovWorld(number, rewardSpread);
  const known = new Map<Split, readonly Prompt[]>();
  function prompts(split: Split): readonly Prompt[] {
    const all = known.get(split) ?? promptsOf(world, number, split);
    known.set(split, all);
    return all;
  }
  const write = (c: number, stream: Stream, flatness?: number) =>
    drawResponse(chainOf(world, c, flatness), () => stream.uniform()).map((v) => SYMBOL_TOKENS[v]);
  const paidSteps = (prompt: Prompt, completion: readonly number[]) =>
    stepPays(world, prompt, completion).filter((pay) => pay > 0).length;
  return {
    name: 'markov',
    tokenizer,
    maxPromptTokens: 2,
    maxCompletionTokens: T,
    allowedTokens: [SYMBOL_TOKENS],
    prompts,
    example(stream, split = 'train') {
      const prompt = stream.pick(prompts(split));
      return { prompt: prompt.tokens, completion: write(contextOf(prompt), stream) };
    },
    alternative: (prompt, stream) => write(contextOf(prompt), stream, ALTERNATIVE_FLATNESS),
    reward: (prompt, completion) => sum(stepPays(world, prompt, completion)),
    judge(prompt, a, b) {
      const difference = paidSteps(prompt, a) - paidSteps(prompt, b);
      return difference > 0 ? 'A' : difference < 0 ? 'B' : 'tie';
    },
  };
}

const opened = new Map<string, Task>();

/** The task in one world; the same object for the same settings. */
export function markovTask({ world, rewardSpread }: MarkovSettings): Task {
  const key = `${world} ${rewardSpread}`;
  const task = opened.get(key) ?? taskIn({ world, rewardSpread });
  opened.set(key, task);
  return task;
}
