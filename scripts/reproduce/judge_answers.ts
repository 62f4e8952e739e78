// `npm run reproduce -- --judge URL`: an LLM judges the runs' answers. Verdicts are stored in the output folder and not
// requested again. The key comes from the environment, so that no command line or file holds it.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../src/errors/reason.ts';
import { askLlm, openMatches } from '../../src/experiments/ask_llm.ts';
import type { ExperimentId, Outcomes } from '../../src/experiments/experiment.ts';
import { keyOf, type LlmJudge, questionOf } from '../../src/experiments/llm_judge.ts';
import type { Scale } from '../../src/experiments/scale.ts';
import { estimateCost, type JudgeSettings, parseJudgeSettings } from '../../src/judge/settings.ts';
import type { Verdict } from '../../src/tasks/task.ts';
import { type OptionSpec, type OptionValues, UsageError } from '../lib/arguments.mjs';

export const judgeOptions: Readonly<Record<string, OptionSpec>> = {
  judge: {
    kind: 'text',
    help: 'Address of an OpenAI-compatible server that judges too, such as http://localhost:11434/v1; key in JUDGE_API_KEY',
  },
  'judge-model': { kind: 'text', help: 'Its model' },
  'judge-answers': {
    kind: 'integer',
    min: 1,
    max: 2000,
    default: '50',
    help: 'Answers judged per run, in both orders',
  },
};

export interface JudgePlan {
  readonly settings: JudgeSettings;
  readonly answers: number;
}

/** Undefined without the option --judge. */
export function judgePlan(values: OptionValues): JudgePlan | undefined {
  if (values.judge === undefined && values['judge-model'] === undefined) return undefined;
  try {
    const settings = parseJudgeSettings({
      endpoint: values.judge ?? '',
      model: values['judge-model'] ?? '',
      apiKey: process.env.JUDGE_API_KEY ?? '',
    });
    return { settings, answers: values['judge-answers'] as number };
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}

export interface JudgedAnswers {
  readonly ids: readonly ExperimentId[];
  readonly outcomes: Outcomes;
  readonly scale: Scale;
  readonly out: string;
}

export async function judgeAnswers(
  { settings, answers }: JudgePlan,
  { ids, outcomes, scale, out }: JudgedAnswers,
  say: (line: string) => void,
): Promise<LlmJudge> {
  const file = join(out, 'verdicts.json');
  const judge = `${settings.model} ${settings.endpoint}`;
  const stored: Record<string, [string, Verdict][]> = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {};
  const known = new Map(stored[judge]);
  // Write a temporary file first: a killed process must not destroy paid verdicts.
  const save = (verdicts: LlmJudge['verdicts']) => {
    writeFileSync(`${file}.part`, `${JSON.stringify({ ...stored, [judge]: [...verdicts] })}\n`);
    renameSync(`${file}.part`, file);
  };
  const matches = openMatches(ids, outcomes, scale, answers);
  const unanswered = matches.filter((match) => !known.has(keyOf(match)));
  const { requests, inputTokens, outputTokens } = estimateCost(unanswered.map(questionOf), settings);
  say(`judge: ${requests} requests, about ${inputTokens} tokens in and ${outputTokens} out`);
  const judged = await askLlm(matches, {
    settings,
    answers,
    known,
    onProgress(soFar, done, total) {
      if (done % 20 !== 0 && done !== total) return;
      save(soFar.verdicts);
      say(`judge: ${done} of ${total} pairs`);
    },
  });
  save(judged.verdicts);
  say(`judge: ${judged.note}`);
  return judged;
}
