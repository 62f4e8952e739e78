// A language model as judge, beside the judge of the task: the pairs it is asked about, and its verdicts.
import { type JudgePair, judgeMessages } from '../judge/prompts.ts';
import { givenTask } from '../tasks/index.ts';
import type { Prompt, TaskName, Verdict } from '../tasks/task.ts';
import { digest, type RunOutcome } from './run_outcome.ts';

export interface LlmJudge {
  readonly model: string;
  /** Test answers per run, from the first. */
  readonly answers: number;
  /** By the key of the match. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** How the judging went, or why verdicts are missing, in sentences. */
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

type AnswerOfRun = readonly [run: RunOutcome, answer: number];

/** Two runs' answers to one prompt. */
export const duelMatch = (
  [run, answer]: AnswerOfRun,
  [other, otherAnswer]: AnswerOfRun,
  prompt: Prompt,
): Match => ({
  task: run.config.task,
  prompt,
  first: run.test[answer].tokens,
  second: other.test[otherAnswer].tokens,
});

/** The pair as the judge reads it. */
export function questionOf({ task, prompt, first, second }: Match): JudgePair {
  const text = (tokens: readonly number[]) => givenTask(task).tokenizer.decode([...tokens]);
  return { task, prompt: prompt.text, first: text(first), second: text(second) };
}

/** A digest of the question's text: a verdict stays valid exactly as long as the wording and the answers do. */
export const keyOf = (match: Match): string =>
  `${match.task}/${digest(JSON.stringify(judgeMessages(questionOf(match))))}`;

/** Whether the answers are identical: a tie without asking. */
export function isSame(match: Match): boolean {
  const { first, second } = questionOf(match);
  return first === second;
}

/** Undefined: not judged yet. */
export const verdictOf = ({ verdicts }: LlmJudge, match: Match): Verdict | undefined =>
  isSame(match) ? 'tie' : verdicts.get(keyOf(match));
