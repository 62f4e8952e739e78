// A reward model of the visitor's files: its card, a try on samples, and one that is trained on their pairs.
import { type ReactNode, useRef } from 'react';
import { PRIOR_SAMPLES, type RewardFigures } from '../../../../own/reward/reward_figures.ts';
import { modelIdentity, type RewardIdentity } from '../../../../own/reward/reward_identity.ts';
import type { NamedBlob, OwnModelFiles } from '../../../../own/workshop/own_setup.ts';
import type { ModelAnswer } from '../../../../own/workshop/workshop.ts';
import type { Asked } from '../../../../store/own_files.ts';
import type { ClassifierInWorker } from '../../../../worker/classifier_client.ts';
import { FileDrop } from '../../../frame/files/FileDrop.tsx';
import { FileProblems } from '../../FileProblems.tsx';
import { ModelFacts } from '../../ModelFacts.tsx';
import { RewardTrialView } from '../RewardTrialView.tsx';
import { TrialProblem } from '../TrialProblem.tsx';
import { TrialTools } from '../TrialTools.tsx';
import { type DrawSamples, useRewardTrial } from '../useRewardTrial.ts';
import styles from './ModelRewardPanel.module.css';

const STRINGS = {
  explanation:
    'A sequence classifier with one label, as Hugging Face saves it. It reads a prompt with its answer, and its score is the reward. Nothing leaves this page.',
  drop: 'Drop the reward model’s folder here',
  hint: 'config.json with …ForSequenceClassification, model.safetensors and tokenizer.json',
  reading: (name: string) => `Looking at ${name}…`,
  short: (context: number, length: number) =>
    `It reads at most ${context - 1} tokens, and a run’s rows have up to ${length}. Longer ones cannot be rated.`,
  use: 'Train with this reward model',
} as const;

export interface ModelRewardPanelProps {
  readonly files?: OwnModelFiles;
  readonly asked: Asked<ModelAnswer>;
  readonly onFiles: (files: readonly NamedBlob[]) => void;
  /** Longest row of a run, tokens. */
  readonly length: number;
  readonly drawSamples: DrawSamples;
  readonly open: (files: OwnModelFiles) => ClassifierInWorker;
  readonly onUse: (identity: RewardIdentity, files: OwnModelFiles, figures: RewardFigures) => void;
  /** The files that the next run is rated by. */
  readonly used?: OwnModelFiles;
  /** The way to one that is trained here. */
  readonly children?: ReactNode;
}

/** Names files by number: their contents are read when they are tried. */
const numbers = new WeakMap<OwnModelFiles, string>();
let lastNumber = 0;
function keyOf(files: OwnModelFiles): string {
  const key = numbers.get(files) ?? String(++lastNumber);
  numbers.set(files, key);
  return key;
}

export function ModelRewardPanel(props: ModelRewardPanelProps) {
  const { files, asked, onFiles, length, drawSamples, open, onUse, used, children } = props;
  const { state, run, stop } = useRewardTrial(drawSamples);
  /** What was read for the try, digests of the files included. */
  const tried = useRef<ClassifierInWorker>(undefined);
  const card = asked.status === 'known' && 'card' in asked.answer ? asked.answer.card : undefined;
  const key = files && card && keyOf(files);
  return (
    <>
      <p className="card-lede">{STRINGS.explanation}</p>
      <FileDrop label={STRINGS.drop} hint={STRINGS.hint} several onFiles={onFiles} />
      {children}
      <div role="status" className={styles.status}>
        {asked.status === 'asked' && STRINGS.reading(asked.name)}
      </div>
      {asked.status === 'failed' && <FileProblems problems={[{ message: asked.message }]} />}
      {asked.status === 'known' && 'problems' in asked.answer && (
        <FileProblems problems={asked.answer.problems} />
      )}
      {card && <ModelFacts card={card} rates />}
      {card && card.context <= length && (
        <p className={styles.warning}>{STRINGS.short(card.context, length)}</p>
      )}
      {files && key && (
        <TrialTools
          state={state}
          keyNow={key}
          used={used && keyOf(used)}
          use={STRINGS.use}
          onTry={() => {
            const opened = open(files);
            tried.current = opened;
            void run({ key, open: () => opened, count: PRIOR_SAMPLES });
          }}
          onStop={stop}
          onUse={(figures) => onUse(modelIdentity(tried.current!.files!), files, figures)}
        />
      )}
      <TrialProblem state={state} keyNow={key} />
      {state.status === 'tried' && state.key === key && <RewardTrialView trial={state.trial} />}
    </>
  );
}
