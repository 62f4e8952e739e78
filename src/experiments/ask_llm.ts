// Asks an LLM judge about the matches of experiments. A known verdict is not asked for again, and a new one is kept even
// if a later question fails.
import { judgeAll } from '../judge/ask.ts';
import type { JudgeEnvironment } from '../judge/client.ts';
import type { JudgeSettings } from '../judge/settings.ts';
import type { Verdict } from '../tasks/task.ts';
import type { ExperimentId, Outcomes } from './experiment.ts';
import { experiments } from './index.ts';
import { isSame, keyOf, type LlmJudge, type Match, questionOf } from './llm_judge.ts';
import type { Scale } from './scale.ts';

/** The matches that the experiments need a verdict on, each once; identical answers need none. */
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
  /** Test answers per run, from the first. */
  readonly answers: number;
  /** Verdicts of earlier questions. */
  readonly known: ReadonlyMap<string, Verdict>;
  /** Called after each match, with all verdicts so far. */
  readonly onProgress?: (judge: LlmJudge, done: number, total: number) => void;
  readonly signal?: AbortSignal;
  readonly environment?: JudgeEnvironment;
  /** Absent: asks from here. */
  readonly judge?: typeof judgeAll;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A fault of the server does not reject the promise: the note describes it. */
export async function askLlm(
  matches: readonly Match[],
  { settings, answers, known, onProgress, signal, environment, judge: ask = judgeAll }: AskingOptions,
): Promise<LlmJudge> {
  const verdicts = new Map(known);
  const asked = matches.filter((match) => !verdicts.has(keyOf(match)));
  const judgedCount = () => matches.filter((match) => verdicts.has(keyOf(match))).length;
  const judge = (note: string): LlmJudge => ({
    model: settings.model,
    answers,
    verdicts: new Map(verdicts),
    note: `${judgedCount()} of ${plural(matches.length, 'pair')} judged by ${settings.model} at ${settings.endpoint}. ${note}`,
  });
  const { totals, results, problem, cancelled } = await ask(asked.map(questionOf), settings, {
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
      ? `${plural(totals.failed, 'pair')} failed. The first reason: ${failed.reason}`
      : undefined,
    `Each pair is asked in both orders. The ${totals.inconsistent} pairs with two different verdicts count as ties. Identical answers are ties and are not asked.`,
  ];
  return judge(notes.filter(Boolean).join(' '));
}
