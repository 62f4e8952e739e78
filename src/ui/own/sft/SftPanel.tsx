// Supervised training of a prior on a visitor's data: settings, curves, samples, and what becomes of the model.
import { useMemo, useState } from 'react';
import type { KeptHead } from '../../../own/sft/kept_training.ts';
import type { NamedBlob } from '../../../own/workshop/own_setup.ts';
import { measureLengthsInWorker, trainSftOn } from '../../../worker/sft_client.ts';
import type { MeasureLengths, TrainSft } from '../../../worker/sft_protocol.ts';
import { KeptLine } from './KeptLine.tsx';
import { LengthLine } from './LengthLine.tsx';
import { SftForm } from './SftForm.tsx';
import styles from './SftPanel.module.css';
import { SftProgress } from './SftProgress.tsx';
import { choicesOf, firstChoices, planAgain, planOf, type SftData, type SftModel } from './sft_choices.ts';
import { useLengths } from './useLengths.ts';
import { useSft } from './useSft.ts';

const STRINGS = {
  title: 'Supervised training',
  lede: 'The model learns to write as the data do: the answers where there are prompts, else every token. It becomes the prior that BRAIn starts from.',
  here: 'Your files stay on this machine.',
  data: (name: string) => `Data: ${name}.`,
  model: (name: string) => `Model: ${name}.`,
  start: 'Start training',
  again: 'Train again',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop and keep',
  use: 'Use as prior',
  save: 'Download the folder',
} as const;

const trainOnBest = trainSftOn();

export interface SftPanelProps {
  readonly data: SftData;
  /** A model to start from; absent: a new one. */
  readonly model?: SftModel;
  /** Files of a tokenizer that was imported without a model. */
  readonly tokenizer?: readonly NamedBlob[];
  /** Takes the folder of the trained model for the run's prior. */
  readonly onPrior: (folder: readonly NamedBlob[]) => void;
  readonly onDownload: (folder: readonly NamedBlob[]) => void;
  /** A training of an earlier visit; absent: none is kept. */
  readonly kept?: KeptHead;
  readonly onForget?: () => void;
  /** In place of the workers. */
  readonly train?: TrainSft;
  readonly measure?: MeasureLengths;
}

export function SftPanel({
  data,
  model,
  tokenizer,
  onPrior,
  onDownload,
  kept,
  onForget = () => {},
  train = trainOnBest,
  measure = measureLengthsInWorker,
}: SftPanelProps) {
  const [choices, setChoices] = useState(() => firstChoices(model));
  const { training, start, pause, resume, stop } = useSft(train);
  const plan = useMemo(() => planOf(choices, data, model, tokenizer), [choices, data, model, tokenizer]);
  const { hasPrompts } = data;
  const { name, blob } = data.file;
  const vocabulary = choices.start === 'scratch' ? choices.numbers.vocabSize : model?.name;
  const key = hasPrompts ? [name, blob.size, vocabulary].join(' ') : undefined;
  const measured = useLengths(measure, plan, key);
  const isBusy = training?.status === 'running' || training?.status === 'paused';
  const files = training?.result?.files.map(({ name, bytes }) => ({ name, blob: new Blob([bytes]) }));
  const goOn = (head: KeptHead) => {
    setChoices(choicesOf(head.request));
    start(planAgain(head.request, data, model, tokenizer), true);
  };
  return (
    <section className="card" aria-labelledby="sft-title">
      <h2 id="sft-title" className="card-title">
        {STRINGS.title}
      </h2>
      <p className="card-lede">
        {STRINGS.lede} {STRINGS.here}
      </p>
      <p className={styles.given}>
        {STRINGS.data(name)} {model && STRINGS.model(model.name)}
      </p>
      {kept && !training && (
        <KeptLine
          kept={kept}
          hasData
          hasModel={model !== undefined}
          onGoOn={() => goOn(kept)}
          onForget={onForget}
        />
      )}
      <SftForm
        choices={choices}
        hasModel={model !== undefined}
        context={model?.context}
        hasTokenizer={tokenizer !== undefined}
        hasPrompts={hasPrompts}
        disabled={isBusy}
        onChange={setChoices}
        onStart={() => start(plan)}
      >
        {hasPrompts && <LengthLine lengths={measured.lengths} problem={measured.problem} />}
        <div className={styles.buttons}>
          {isBusy ? (
            <>
              {training.status === 'paused' ? (
                <button key="resume" type="button" className="button primary" onClick={resume}>
                  {STRINGS.resume}
                </button>
              ) : (
                <button key="pause" type="button" className="button primary" onClick={pause}>
                  {STRINGS.pause}
                </button>
              )}
              <button key="stop" type="button" className="button" onClick={stop}>
                {STRINGS.stop}
              </button>
            </>
          ) : (
            <button key="start" type="submit" className={files ? 'button' : 'button primary'}>
              {training ? STRINGS.again : STRINGS.start}
            </button>
          )}
          {files && (
            <>
              <button key="use" type="button" className="button primary" onClick={() => onPrior(files)}>
                {STRINGS.use}
              </button>
              <button key="save" type="button" className="button" onClick={() => onDownload(files)}>
                {STRINGS.save}
              </button>
            </>
          )}
        </div>
      </SftForm>
      {training && <SftProgress training={training} />}
    </section>
  );
}
