// Preference sets as TRL's DPOTrainer reads them: a JSON object {"prompt", "chosen", "rejected"} a line. It encodes prompt
// and answer as one text, so the space between them belongs to the answer. It puts EOS behind every answer, so that
// pairs with an answer that was cut at the length limit are left out.
import type { ReplayGroup } from '../../objectives/group.ts';
import { rankedPairs } from '../../objectives/pairs.ts';
import { type AnswerPair, isGivenTask, type RunTask } from '../../tasks/task.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { promptText } from './groups_file.ts';

export interface TrlPreferences {
  /** JSON lines. */
  readonly text: string;
  readonly pairs: number;
  /** Pairs without an end to both answers, or with the same answer twice. */
  readonly leftOut: number;
}

/** Pairs that DPO-sft makes of a replay: neighbours, the one with more reward first; ties are none (its own where given). */
export const pairsOfGroups = (groups: readonly ReplayGroup[]): readonly AnswerPair[] =>
  groups.flatMap((group) =>
    rankedPairs(group).pairs.map(({ winner, loser }) => ({
      prompt: group.prompt,
      chosen: Array.from(group.completions[winner].tokens),
      rejected: Array.from(group.completions[loser].tokens),
    })),
  );

/** The answer behind its prompt, with the space that stands before it. Decoders strip one from the start of a text. */
function answerText(task: RunTask, tokens: readonly number[]): string {
  const { tokenizer } = task;
  if (isGivenTask(task)) return ` ${tokenizer.decode(tokens)}`;
  const plain = tokens.filter((token) => token !== tokenizer.eos);
  return continuation(tokenizer, plain);
}

/** Text of tokens behind other text: what the decoder adds to another token's. */
function continuation(tokenizer: Tokenizer, tokens: readonly number[]): string {
  const [anchor] = tokens;
  if (anchor === undefined) return '';
  const alone = tokenizer.decode([anchor]);
  return tokenizer.decode([anchor, ...tokens]).slice(alone.length);
}

export function trlPreferences(pairs: readonly AnswerPair[], task: RunTask): TrlPreferences {
  const { eos } = task.tokenizer;
  const isWhole = (tokens: readonly number[]) => tokens.at(-1) === eos && tokens.length > 1;
  const lines = pairs.flatMap(({ prompt, chosen, rejected }) => {
    if (!isWhole(chosen) || !isWhole(rejected) || chosen.join() === rejected.join()) return [];
    const row = {
      prompt: promptText(task, prompt),
      chosen: answerText(task, chosen),
      rejected: answerText(task, rejected),
    };
    return [`${JSON.stringify(row)}\n`];
  });
  return { text: lines.join(''), pairs: lines.length, leftOut: pairs.length - lines.length };
}
