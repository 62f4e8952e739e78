// What a language model says of answers, beside the task's own judge: which pairs it is asked about, and its verdicts.
import { type JudgePair, judgeMessages } from '../judge/prompts.ts';
import { tasks } from '../tasks/index.ts';
import type { Prompt, TaskName, Verdict } from '../tasks/task.ts';
import { digest, type RunOutcome } from './run_outcome.ts';

export interface LlmJudge {
  readonly model: string;
  /** Of each run the first so many test answers are judged. */
  readonly answers: number;
  /** By the key of the question. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** How it went, or why verdicts are missing: a sentence. */
  readonly note: string;
}

/** Two answers to one prompt. */
export interface Match {
  readonly task: TaskName;
  readonly prompt: Prompt;
  /** Token ids. */
  readonly first: readonly number[];
  readonly second: readonly number[];
}

export const goldMatch = (run: RunOutcome, at: number, prompt: Prompt): Match => ({
  task: run.config.task,
  prompt,
  first: run.test[at].tokens,
  second: prompt.gold,
});

/** @param other answered the same prompts in the same order. */
export const duelMatch = (run: RunOutcome, other: RunOutcome, at: number, prompt: Prompt): Match => ({
  task: run.config.task,
  prompt,
  first: run.test[at].tokens,
  second: other.test[at].tokens,
});

/** As the judge reads it. */
export function questionOf({ task, prompt, first, second }: Match): JudgePair {
  const text = (tokens: readonly number[]) => tasks[task].tokenizer.decode([...tokens]);
  return { task, prompt: prompt.text, first: text(first), second: text(second) };
}

/** Same key, same question word by word: verdicts outlive the runs, but not another wording or other answers. */
export const keyOf = (match: Match): string =>
  `${match.task}/${digest(JSON.stringify(judgeMessages(questionOf(match))))}`;

/** Word by word the same: a tie that nobody need be asked about. */
export function isSame(match: Match): boolean {
  const { first, second } = questionOf(match);
  return first === second;
}

/** Undefined where the judge has not said. */
export const verdictOf = ({ verdicts }: LlmJudge, match: Match): Verdict | undefined =>
  isSame(match) ? 'tie' : verdicts.get(keyOf(match));
