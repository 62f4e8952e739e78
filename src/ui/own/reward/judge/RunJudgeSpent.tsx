// Below the buttons of a run that a judge rates: what it has cost so far. A run of other files has another judge, or none.
import { useCurrentRun } from '../../../frame/useStore.ts';
import { useOwnFiles } from '../../useOwnFiles.ts';
import { JudgeSpent } from './JudgeSpent.tsx';

export function RunJudgeSpent() {
  const { opened, usedReward, appliedJudge, spending } = useOwnFiles().state;
  const own = useCurrentRun()?.config.own;
  const isOfRun = opened.status === 'known' && opened.answer.id === own;
  if (!isOfRun || !appliedJudge || !spending || spending.judge !== usedReward?.identity.text) return null;
  return <JudgeSpent spending={spending} cap={Number(appliedJudge.priceCap)} isShort />;
}
