// A reward model trained on the visitor's pairs, on the model of the first step: its losses, and how often it is right on
// pairs that it was not trained on.
import { useEffect, useMemo, useRef, useState } from 'react';
import { usualPairSettings } from '../../../../own/reward/pairs/fit_pairs.ts';
import type { NamedBlob, OwnModelFiles } from '../../../../own/workshop/own_setup.ts';
import { integer, real } from '../../../../settings/setting.ts';
import type { FitPairs, PairsResult, PairsRun } from '../../../../worker/pairs_protocol.ts';
import { ChartFigure } from '../../../charts/ChartFigure.tsx';
import { NumberInput } from '../../../controls/NumberInput.tsx';
import styles from './PairsPanel.module.css';
import { begunPairs, lossSeries, type PairsTraining, withNews } from './pairs_progress.ts';

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

const STRINGS = {
  summary: 'No reward model? Train one on pairs of your data.',
  missing: 'That takes a model, and data with chosen and rejected answers.',
  explanation:
    'Adapters of rank 8 and a score on the last token learn which answer was chosen (Bradley–Terry). Your model itself stays as it is. A tenth of the prompts is held out.',
  group: 'Settings of the reward model',
  steps: { label: 'Steps', explanation: 'Updates at most. The model with the lowest held-out loss is kept.' },
  pairsPerBatch: { label: 'Pairs a step', explanation: 'Each step learns from so many pairs.' },
  learningRate: { label: 'Learning rate', explanation: 'Its largest value: it rises at first, then falls.' },
  start: 'Train a reward model',
  again: 'Train again',
  stop: 'Stop and keep',
  use: 'Rate with it',
  save: 'Download the folder',
  starting: 'Reading the files…',
  step: (step: number, of: number) => `Step ${step} of ${of}`,
  made: ({ kept, heldOut, seconds, computedOn }: PairsResult) =>
    `Right on ${percent(kept.accuracy)} of ${heldOut} held-out pairs after step ${kept.step}; guessing is right on 50 %. ${Math.round(seconds)} s (${computedOn}).`,
  poor: 'That is hardly better than guessing: a policy would learn noise.',
  failed: (problem: string) => `The training stopped: ${problem}.`,
  chart: 'Loss on pairs',
  chartExplanation: 'Mean of −log P(chosen beats rejected). Guessing has log 2, which is 0.693.',
} as const;

const BOUNDS = {
  steps: integer(1, 10_000),
  pairsPerBatch: integer(1, 64),
  learningRate: real(1e-6, 0.1),
} as const;
const NUMBERS = Object.keys(BOUNDS) as (keyof typeof BOUNDS)[];

/** Held-out accuracy below this is warned of. */
const LEAST_ACCURACY = 0.55;
const Y = { label: 'nats a pair' } as const;

export interface PairsPanelProps {
  /** Absent: it is missing, or has no pairs. */
  readonly given?: {
    readonly model: OwnModelFiles;
    readonly data: NamedBlob;
    /** Longest row, tokens. */
    readonly length: number;
  };
  readonly onModel: (folder: readonly NamedBlob[]) => void;
  readonly onDownload: (folder: readonly NamedBlob[]) => void;
  readonly train: FitPairs;
}

export function PairsPanel({ given, onModel, onDownload, train }: PairsPanelProps) {
  const [settings, setSettings] = useState(usualPairSettings);
  const [training, setTraining] = useState<PairsTraining>();
  const run = useRef<PairsRun>(undefined);
  useEffect(() => () => run.current?.abandon(), []);
  if (!given)
    return (
      <details className={styles.pairs}>
        <summary>{STRINGS.summary}</summary>
        <p className={styles.note}>{STRINGS.missing}</p>
      </details>
    );
  const { model, data, length } = given;
  const busy = training?.status === 'running';
  const files = training?.result?.files.map(({ name, bytes }) => ({ name, blob: new Blob([bytes]) }));
  const start = () => {
    run.current?.abandon();
    setTraining(begunPairs(settings.steps));
    run.current = train({ ...model, data, length, settings }, (reply) =>
      setTraining((known) => known && withNews(known, reply)),
    );
  };
  return (
    <details className={styles.pairs}>
      <summary>{STRINGS.summary}</summary>
      <p className={styles.note}>{STRINGS.explanation}</p>
      <fieldset className={styles.fields} disabled={busy}>
        <legend className="visually-hidden">{STRINGS.group}</legend>
        {NUMBERS.map((name) => (
          <NumberInput
            key={name}
            name={name}
            text={STRINGS[name]}
            bounds={BOUNDS[name]}
            value={settings[name]}
            disabled={busy}
            onCommit={(value) => setSettings({ ...settings, [name]: value })}
          />
        ))}
      </fieldset>
      <div className={styles.buttons}>
        {busy ? (
          <button type="button" className="button" onClick={() => run.current?.stop()}>
            {STRINGS.stop}
          </button>
        ) : (
          <button type="button" className={files ? 'button' : 'button primary'} onClick={start}>
            {training ? STRINGS.again : STRINGS.start}
          </button>
        )}
        {files && (
          <>
            <button type="button" className="button primary" onClick={() => onModel(files)}>
              {STRINGS.use}
            </button>
            <button type="button" className="button" onClick={() => onDownload(files)}>
              {STRINGS.save}
            </button>
          </>
        )}
      </div>
      {training && <Progress training={training} />}
    </details>
  );
}

function Progress({ training }: { readonly training: PairsTraining }) {
  const { status, steps, heldOut, totalSteps, notes, result, problem = '' } = training;
  const series = useMemo(() => lossSeries({ steps, heldOut }), [steps, heldOut]);
  const x = useMemo(() => ({ label: 'step', min: 0, max: totalSteps }), [totalSteps]);
  const step = steps.at(-1)?.step ?? 0;
  const text = result ? STRINGS.made(result) : step > 0 ? STRINGS.step(step, totalSteps) : STRINGS.starting;
  return (
    <>
      <div className={styles.progress} role="status">
        {status === 'running' && (
          <progress className="thin-progress" value={step} max={totalSteps} aria-label={text} />
        )}
        {status !== 'failed' && <p>{text}</p>}
        {notes.length > 0 && <p>{notes.join(' ')}</p>}
      </div>
      {status === 'failed' && (
        <p className={styles.failed} role="alert">
          {STRINGS.failed(problem.replace(/\.$/, ''))}
        </p>
      )}
      {result && result.kept.accuracy < LEAST_ACCURACY && <p className={styles.warning}>{STRINGS.poor}</p>}
      {heldOut.length > 0 && (
        <div className={styles.chart}>
          <ChartFigure
            title={STRINGS.chart}
            explanation={STRINGS.chartExplanation}
            fileName="reward-model-loss"
            label={`${STRINGS.chart}: ${text}`}
            series={series}
            x={x}
            y={Y}
            placeholder=""
          />
        </div>
      )}
    </>
  );
}
