// Puts the matches of experiments to an LLM judge; what it has said before is not asked again, and what it said is kept
// whatever happens after.

import { judgeAll } from '../judge/ask.ts';
import type { JudgeEnvironment } from '../judge/client.ts';
import type { JudgeSettings } from '../judge/settings.ts';
import type { Verdict } from '../tasks/task.ts';
import type { ExperimentId, Outcomes } from './experiment.ts';
import { experiments } from './index.ts';
import { isSame, keyOf, type LlmJudge, type Match, questionOf } from './llm_judge.ts';
import type { Scale } from './scale.ts';

/** What the experiments would ask, each match once and none that needs no asking. */
export function openMatches(
  ids: readonly ExperimentId[],
  outcomes: Outcomes,
  scale: Scale,
  answers: number,
): Match[] {
  const matches = ids.flatMap((id) => experiments[id].matches?.(outcomes, scale, answers) ?? []);
  const byKey = new Map(matches.filter((match) => !isSame(match)).map((match) => [keyOf(match), match]));
  return [...byKey.values()];
}

export interface AskingOptions {
  readonly settings: JudgeSettings;
  /** Of each run the first so many test answers. */
  readonly answers: number;
  /** From earlier. */
  readonly known: ReadonlyMap<string, Verdict>;
  /** After each match, with all verdicts so far. */
  readonly onProgress?: (judge: LlmJudge, done: number, total: number) => void;
  readonly signal?: AbortSignal;
  readonly environment?: JudgeEnvironment;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Never rejects for a fault of the server: the note says what it was. */
export async function askLlm(
  matches: readonly Match[],
  { settings, answers, known, onProgress, signal, environment }: AskingOptions,
): Promise<LlmJudge> {
  const verdicts = new Map(known);
  const asked = matches.filter((match) => !verdicts.has(keyOf(match)));
  const counted = () => matches.filter((match) => verdicts.has(keyOf(match))).length;
  const judge = (note: string): LlmJudge => ({
    model: settings.model,
    answers,
    verdicts: new Map(verdicts),
    note: `${counted()} of ${plural(matches.length, 'pair')} judged by ${settings.model} at ${settings.endpoint}. ${note}`,
  });
  const { totals, results, problem, cancelled } = await judgeAll(asked.map(questionOf), settings, {
    signal,
    environment,
    onProgress({ index, result, done, total }) {
      if (result.state === 'judged') verdicts.set(keyOf(asked[index]), result.verdict);
      onProgress?.(judge('Under way.'), done, total);
    },
  });
  const failed = results.find((result) => result.state === 'failed');
  const notes = [
    problem,
    cancelled ? 'Stopped before the rest was asked.' : undefined,
    !problem && failed?.state === 'failed'
      ? `${plural(totals.failed, 'pair')} failed, the first so: ${failed.reason}`
      : undefined,
    `Both orders are asked; the ${totals.inconsistent} that they disagreed on now count as ties, and answers that are word by word the same are ties without asking.`,
  ];
  return judge(notes.filter(Boolean).join(' '));
}
