// Third step: what rates answers, tried on samples of the model. A rule, a language model that compares, or a reward model.
import { type ReactNode, useState } from 'react';
import type { JudgeReward } from '../../own/reward/judge/judge_scorer.ts';
import { judgeOf, openJudge } from '../../own/reward/judge/judges_of_visit.ts';
import { judgeIdentity, type RewardKind, ruleIdentity } from '../../own/reward/reward_identity.ts';
import type { OwnModelFiles } from '../../own/workshop/own_setup.ts';
import type { SamplesAnswer } from '../../own/workshop/workshop.ts';
import type { OwnFiles, OwnFilesState } from '../../store/own_files.ts';
import { classifierInWorker } from '../../worker/classifier_client.ts';
import { judgeAllInWorker } from '../../worker/judge_client.ts';
import { fitPairsInWorker } from '../../worker/pairs_client.ts';
import { ruleInFrame } from '../../worker/rule_frame.ts';
import { lazyPart } from '../frame/lazy_part.tsx';
import { usePage } from '../frame/useStore.ts';
import { downloadFolder } from './files/download_folder.ts';
import styles from './OwnPage.module.css';
import { RewardKinds } from './reward/RewardKinds.tsx';
import { RewardRulePanel } from './reward/RewardRulePanel.tsx';
import type { DrawSamples } from './reward/useRewardTrial.ts';
import { useOwnFiles } from './useOwnFiles.ts';

const JudgeRewardPanel = lazyPart(
  async () => (await import('./reward/judge/JudgeRewardPanel.tsx')).JudgeRewardPanel,
);
const ModelRewardPanel = lazyPart(
  async () => (await import('./reward/model/ModelRewardPanel.tsx')).ModelRewardPanel,
);
const PairsPanel = lazyPart(async () => (await import('./reward/model/PairsPanel.tsx')).PairsPanel);

const STRINGS = {
  title: '3. A reward',
  missing: 'Give a model and prompts first: a reward is tried on answers of the model.',
  sign: (logProb: string, guessing: string) =>
    `A plain sentence has ${logProb} nats a token; guessing has ${guessing}.`,
  misread: 'That is no better than guessing: the model looks untrained, or it was misread.',
  pace: (milliseconds: string) => `An answer takes ${milliseconds} ms here.`,
  archive: 'reward-model.zip',
} as const;

export function RewardStep() {
  const { files, state } = useOwnFiles();
  const [seen, setSeen] = useState<SamplesAnswer>();
  const draw: DrawSamples = async (count) => {
    if (!files.canAnswer) throw new Error(STRINGS.missing);
    const answer = await files.samples(count);
    setSeen(answer);
    return answer.samples;
  };
  const given = { files, state, draw };
  const panels: Readonly<Record<RewardKind, ReactNode>> = {
    rule: <ByRule {...given} />,
    judge: <ByJudge {...given} />,
    model: <ByModel {...given} />,
  };
  return (
    <section className="card" aria-labelledby="own-reward">
      <h2 className="card-title" id="own-reward">
        {STRINGS.title}
      </h2>
      <RewardKinds
        kind={state.kind}
        used={state.usedReward?.identity.kind}
        onKind={(kind) => files.look(kind)}
      />
      {panels[state.kind]}
      {seen && (
        <p className={styles.small}>
          {seen.check && STRINGS.sign(seen.check.logProb.toFixed(2), seen.check.guessing.toFixed(2))}{' '}
          {seen.check && seen.check.logProb <= seen.check.guessing ? STRINGS.misread : ''}{' '}
          {STRINGS.pace((1000 * seen.secondsPerAnswer).toPrecision(2))}
        </p>
      )}
    </section>
  );
}

interface KindProps {
  readonly files: OwnFiles;
  readonly state: OwnFilesState;
  readonly draw: DrawSamples;
}

/** Text of the identity of the reward in use, where it is of this kind. */
const usedText = ({ usedReward }: OwnFilesState, kind: RewardKind) =>
  usedReward?.identity.kind === kind ? usedReward.identity.text : undefined;

function ByRule({ files, state, draw }: KindProps) {
  return (
    <RewardRulePanel
      text={state.rule}
      onText={(text) => files.typeRule(text)}
      drawSamples={draw}
      onUse={({ text, figures }) =>
        files.takeReward({ identity: ruleIdentity(text), figures, open: () => ruleInFrame(text) })
      }
      used={usedText(state, 'rule')}
    />
  );
}

function ByJudge({ files, state, draw }: KindProps) {
  const asking = (reward: JudgeReward): JudgeReward => ({
    ...reward,
    ask: judgeAllInWorker,
    onSpending: (spending) => files.spend(judgeIdentity(reward).text, spending),
  });
  /** Limits hold for a judge's tries and runs alike. */
  const apply = (reward: JudgeReward) => {
    judgeOf(asking(reward));
    files.applyJudge(judgeIdentity(reward).text);
  };
  const openIt = (reward: JudgeReward) => {
    apply(reward);
    return openJudge(reward);
  };
  return (
    <JudgeRewardPanel
      form={state.judge}
      onForm={(form) => files.fillJudge(form)}
      judges={state.judges}
      drawSamples={draw}
      openJudge={openIt}
      onUse={(reward, figures) => {
        apply(reward);
        files.takeReward({ identity: judgeIdentity(reward), figures, open: () => openJudge(reward) });
      }}
      used={usedText(state, 'judge')}
      onApply={apply}
    />
  );
}

function ByModel({ files, state, draw }: KindProps) {
  const backend = usePage((page) => page.backend?.name);
  const { length } = state.plan;
  const open = (model: OwnModelFiles) => classifierInWorker({ model, length, backend });
  const { data, dataFile, modelFiles } = state;
  const hasPairs = files.canAnswer && data.status === 'known' && data.answer.hasPairs;
  return (
    <ModelRewardPanel
      files={state.classifierFiles}
      asked={state.classifier}
      onFiles={(given) => void files.takeClassifier(given)}
      length={length}
      drawSamples={draw}
      open={open}
      onUse={(identity, model, figures) =>
        files.takeReward({ identity, figures, open: () => open(model), files: model })
      }
      used={state.usedReward?.files}
    >
      <PairsPanel
        given={hasPairs && modelFiles && dataFile ? { model: modelFiles, data: dataFile, length } : undefined}
        onModel={(folder) => void files.takeClassifier(folder)}
        onDownload={(folder) => void downloadFolder(STRINGS.archive, folder)}
        train={fitPairsInWorker}
      />
    </ModelRewardPanel>
  );
}
