// Task `tldr`: a short post with a question, and its one-line summary. The paper's summarisation task in miniature,
// written by a grammar from a latent frame, so that the reward is computed and not guessed.
import { Stream } from '../random/stream.ts';
import { WordTokenizer } from '../tokenizer/word.ts';
import type { Prompt, Split, Task, Verdict } from './task.ts';
import { drawFrameOf, type Frame } from './tldr_frame.ts';
import { writePost } from './tldr_post.ts';
import { impression, summaryReward } from './tldr_reward.ts';
import { alternativeSummary, corpusSummary, goldSummary } from './tldr_summary.ts';
import { VOCABULARY } from './tldr_words.ts';

interface FramedPrompt extends Prompt {
  readonly frame: Frame;
}

const tokenizer = WordTokenizer.fromWords(VOCABULARY);
const MAX_PROMPT_TOKENS = 30;
const MAX_COMPLETION_TOKENS = 18;

const SIZES: Readonly<Record<Split, number>> = { train: 2000, validation: 200, test: 500 };
const FIRST_ID: Readonly<Record<Split, number>> = { train: 0, validation: 10_000, test: 20_000 };

const withEos = (text: string) => [...tokenizer.encode(text), tokenizer.eos];

function writePrompts(split: Split): FramedPrompt[] {
  const stream = Stream.fromSeed(402_02479).split('tldr', split);
  return Array.from({ length: SIZES[split] }, (_, i) => {
    const own = stream.split(i);
    const frame = drawFrameOf(split, own);
    const text = writePost(frame, own);
    const gold = withEos(goldSummary(frame, own));
    return {
      id: FIRST_ID[split] + i,
      split,
      text,
      tokens: [tokenizer.bos, ...tokenizer.encode(text)],
      gold,
      frame,
    };
  });
}

const written = new Map<Split, FramedPrompt[]>();
function promptsOf(split: Split): readonly FramedPrompt[] {
  const known = written.get(split) ?? writePrompts(split);
  written.set(split, known);
  return known;
}

function frameOf(prompt: Prompt): Frame {
  const own = promptsOf(prompt.split)[prompt.id - FIRST_ID[prompt.split]];
  if (!own) throw new Error(`invalid prompt id: ${prompt.id} (expected one of task tldr)`);
  return own.frame;
}

function readCompletion(completion: readonly number[]): { words: string[]; ended: boolean } {
  const end = completion.indexOf(tokenizer.eos);
  const said = tokenizer.decode(end < 0 ? completion : completion.slice(0, end));
  return { words: said === '' ? [] : said.split(' '), ended: end >= 0 };
}

export const tldr: Task = {
  name: 'tldr',
  label: 'TL;DR',
  description: 'Read a short post and write a one-line summary.',
  rewardRule:
    'F1 of the facts the summary asserts (who, did what, to what, which question), minus inventions, minus length.',
  judgeRule:
    'Looks at form: names the right person first, asks the right question, ends properly, repeats nothing, is brief.',
  tokenizer,
  maxPromptTokens: MAX_PROMPT_TOKENS,
  maxCompletionTokens: MAX_COMPLETION_TOKENS,
  prompts: promptsOf,
  example(stream, split = 'train') {
    const frame = drawFrameOf(split, stream);
    const post = writePost(frame, stream);
    return {
      prompt: [tokenizer.bos, ...tokenizer.encode(post)],
      completion: withEos(corpusSummary(frame, stream)),
    };
  },
  alternative: (prompt, stream) => withEos(alternativeSummary(frameOf(prompt), stream)),
  reward(prompt, completion) {
    const { words, ended } = readCompletion(completion);
    return summaryReward(frameOf(prompt), words, ended);
  },
  judge(prompt, a, b): Verdict {
    const [forA, forB] = [a, b].map((completion) => {
      const { words, ended } = readCompletion(completion);
      return impression(frameOf(prompt), words, ended);
    });
    return forA > forB ? 'A' : forA < forB ? 'B' : 'tie';
  },
};
