// Below the buttons of a run that a judge rates: what the judge has cost so far in this visit.
import { useCurrentRun } from '../../../frame/useStore.ts';
import { useOwnFiles } from '../../useOwnFiles.ts';
import { JudgeSpent } from './JudgeSpent.tsx';

export function RunJudgeSpent() {
  const { judges, judgeOf } = useOwnFiles().state;
  const own = useCurrentRun()?.config.own ?? '';
  const judge = judges[judgeOf[own] ?? ''];
  if (!judge?.spending) return null;
  return <JudgeSpent spending={judge.spending} cap={Number(judge.form.priceCap)} isShort />;
}
