// Makes a task from a grammar. Prompts, responses, reward and judge all come from one latent frame, so the reward is
// computed and not guessed. Tasks differ in their grammar only.
import { Stream } from '../random/stream.ts';
import { WordTokenizer } from '../tokenizer/word.ts';
import { type Content, visibleFeatures } from './features.ts';
import type { Prompt, Split, Task, Verdict } from './task.ts';

type Described = 'name' | 'maxPromptTokens' | 'maxCompletionTokens';

/** A `Frame` holds what happened. Every text is words separated by spaces. */
export interface Grammar<Frame> extends Pick<Task, Described> {
  /** Texts that together hold every word it can write. */
  readonly phrases: readonly string[];
  drawFrame(stream: Stream): Frame;
  /** The split that all texts of a frame belong to. */
  splitOf(frame: Frame): Split;
  prompt(frame: Frame, stream: Stream): string;
  gold(frame: Frame, stream: Stream): string;
  /** One response of the corpus, of any quality. */
  response(frame: Frame, stream: Stream): string;
  /** One response by the writers of the preference data, who are not the corpus's. */
  alternative(frame: Frame, stream: Stream): string;
  /** Standardised over the corpus. */
  reward(frame: Frame, words: readonly string[], ended: boolean): number;
  /** What a reader sees in it; absent: nobody can be asked for a taste. */
  readonly content?: (frame: Frame, words: readonly string[]) => Content;
  /** How good it looks to the judge; only differences matter. */
  impression(frame: Frame, words: readonly string[], ended: boolean): number;
}

const SIZES: Readonly<Record<Split, number>> = { train: 2000, validation: 200, test: 500 };
const FIRST_ID: Readonly<Record<Split, number>> = { train: 0, validation: 10_000, test: 20_000 };
const SEED = 402_02479;

/** Draws frames until one belongs to the split. */
export function frameOfSplit<Frame>(
  { drawFrame, splitOf }: Pick<Grammar<Frame>, 'drawFrame' | 'splitOf'>,
  split: Split,
  stream: Stream,
): Frame {
  for (;;) {
    const frame = drawFrame(stream);
    if (splitOf(frame) === split) return frame;
  }
}

export function framedTask<Frame>(grammar: Grammar<Frame>): Task {
  const { name, maxPromptTokens, maxCompletionTokens, content } = grammar;
  const words = new Set(grammar.phrases.flatMap((phrase) => phrase.split(/\s+/)));
  const tokenizer = WordTokenizer.fromWords([...words]);
  const withEos = (text: string) => [...tokenizer.encode(text), tokenizer.eos];
  const withBos = (text: string) => [tokenizer.bos, ...tokenizer.encode(text)];

  function write(split: Split): (Prompt & { readonly frame: Frame })[] {
    const stream = Stream.fromSeed(SEED).split(name, split);
    return Array.from({ length: SIZES[split] }, (_, i) => {
      const promptStream = stream.split(i);
      const frame = frameOfSplit(grammar, split, promptStream);
      const text = grammar.prompt(frame, promptStream);
      const gold = withEos(grammar.gold(frame, promptStream));
      return { id: FIRST_ID[split] + i, split, text, tokens: withBos(text), gold, frame };
    });
  }

  const written = new Map<Split, ReturnType<typeof write>>();
  function prompts(split: Split) {
    const known = written.get(split) ?? write(split);
    written.set(split, known);
    return known;
  }

  function frameOf({ split, id }: Prompt): Frame {
    const known = prompts(split)[id - FIRST_ID[split]];
    if (!known) throw new Error(`invalid prompt id: ${id} (expected one of task ${name})`);
    return known.frame;
  }

  function read(completion: readonly number[]): { words: string[]; ended: boolean } {
    const end = completion.indexOf(tokenizer.eos);
    const said = tokenizer.decode(end < 0 ? completion : completion.slice(0, end));
    return { words: said === '' ? [] : said.split(' '), ended: end >= 0 };
  }

  return {
    name,
    tokenizer,
    maxPromptTokens,
    maxCompletionTokens,
    allowedTokens: [tokenizer.completionTokens],
    prompts,
    example(stream, split = 'train') {
      const frame = frameOfSplit(grammar, split, stream);
      const prompt = withBos(grammar.prompt(frame, stream));
      return { prompt, completion: withEos(grammar.response(frame, stream)) };
    },
    alternative: (prompt, stream) => withEos(grammar.alternative(frameOf(prompt), stream)),
    reward(prompt, completion) {
      const { words, ended } = read(completion);
      return grammar.reward(frameOf(prompt), words, ended);
    },
    features:
      content &&
      ((prompt, completion) => {
        const { words, ended } = read(completion);
        return visibleFeatures(words, ended, content(frameOf(prompt), words));
      }),
    judge(prompt, a, b): Verdict {
      const [forA, forB] = [a, b].map((completion) => {
        const { words, ended } = read(completion);
        return grammar.impression(frameOf(prompt), words, ended);
      });
      return forA > forB ? 'A' : forA < forB ? 'B' : 'tie';
    },
  };
}
