// The judges of a visit, each one for tries and runs alike: both share its price cap, and what it has judged is known to
// both.
import type { ResponseScorer } from '../response_scorer.ts';
import { judgeIdentity } from '../reward_identity.ts';
import { type JudgeReward, JudgeScorer } from './judge_scorer.ts';

const known = new Map<string, JudgeScorer>();

/** With these limits from now on, wherever it is in use. */
export function judgeOf(reward: JudgeReward): JudgeScorer {
  const { text } = judgeIdentity(reward);
  const judge = known.get(text) ?? new JudgeScorer(reward);
  judge.change(reward);
  known.set(text, judge);
  return judge;
}

/** For one try or one run of a judge that has limits. Closing it stops what it asked, and leaves the judge to others. */
export function openJudge(reward: JudgeReward): ResponseScorer {
  const judge = known.get(judgeIdentity(reward).text) ?? judgeOf(reward);
  const stop = new AbortController();
  return {
    score: (responses) => judge.score(responses, stop.signal),
    close: () => stop.abort(),
  };
}
