// Third step: a rule that rates answers, tried on samples of the model.
import { useState } from 'react';
import type { SamplesAnswer } from '../../own/workshop/workshop.ts';
import styles from './OwnPage.module.css';
import { RewardRulePanel } from './reward/RewardRulePanel.tsx';
import { useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  missing: 'Give a model and prompts first: a rule is tried on answers of the model.',
  sign: (logProb: string, guessing: string) =>
    `A plain sentence has ${logProb} nats a token; guessing has ${guessing}.`,
  misread: 'That is no better than guessing: the model looks untrained, or it was misread.',
  pace: (milliseconds: string) => `An answer takes ${milliseconds} ms here.`,
} as const;

export function RewardStep() {
  const { files, state } = useOwnFiles();
  const [seen, setSeen] = useState<SamplesAnswer>();
  return (
    <div>
      <RewardRulePanel
        text={state.rule}
        onText={(text) => files.typeRule(text)}
        drawSamples={async (count) => {
          if (!files.canAnswer) throw new Error(STRINGS.missing);
          const answer = await files.samples(count);
          setSeen(answer);
          return answer.samples;
        }}
        onUse={(tried) => files.takeRule(tried)}
        used={state.usedRule?.text}
      />
      {seen && (
        <p className={styles.small}>
          {seen.check && STRINGS.sign(seen.check.logProb.toFixed(2), seen.check.guessing.toFixed(2))}{' '}
          {seen.check && seen.check.logProb <= seen.check.guessing ? STRINGS.misread : ''}{' '}
          {STRINGS.pace((1000 * seen.secondsPerAnswer).toPrecision(2))}
        </p>
      )}
    </div>
  );
}
