// Worker entry for a language model as judge. The page itself may connect to its own server alone; this worker asks the
// server that the visitor named. Terminating it ends every request.
import { type JudgeOutcome, type JudgeProgress, judgeAll, type ProbeResult, probe } from '../judge/ask.ts';
import type { JudgePair } from '../judge/prompts.ts';
import { type JudgeSettingsInput, parseJudgeSettings } from '../judge/settings.ts';
import { type AnswerContext, answerRequests } from './request.ts';

export interface JudgeQuestion {
  readonly settings: JudgeSettingsInput;
  /** Absent: one tiny question, which tests the server. */
  readonly pairs?: readonly JudgePair[];
}

answerRequests(
  (
    { settings, pairs }: JudgeQuestion,
    { progress }: AnswerContext<JudgeProgress>,
  ): Promise<JudgeOutcome | ProbeResult> =>
    pairs
      ? judgeAll(pairs, parseJudgeSettings(settings), { onProgress: progress })
      : probe(parseJudgeSettings(settings)),
);
