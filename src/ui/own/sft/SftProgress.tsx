// A supervised training under way or ended: how far it is, its losses, and what the model writes.
import { useMemo } from 'react';
import type { WrittenSample } from '../../../own/sft/fine_tune.ts';
import { ChartFigure } from '../../charts/ChartFigure.tsx';
import styles from './SftPanel.module.css';
import type { SftTraining } from './sft_progress.ts';
import { lossSeries } from './sft_series.ts';

const counted = (value: number) => value.toLocaleString('en');

const STRINGS = {
  loading: 'Starting…',
  reading: (done: number, all: number) => `Reading the data: ${Math.round((100 * done) / all)} %`,
  vocabulary: (done: number, all: number) =>
    `Learning the vocabulary: ${counted(done)} of ${counted(all)} tokens`,
  encoding: (done: number, all: number) => `Writing rows as tokens: ${counted(done)} of ${counted(all)}`,
  preparing: (done: number, all: number) => `Compiling GPU kernels: ${done} of ${all}`,
  step: (step: number, all: number) => `Step ${counted(step)} of ${counted(all)}`,
  paused: (step: number) => `Paused after step ${counted(step)}.`,
  failed: (problem: string) => `The training stopped: ${problem}.`,
  parameters: (count: number) => `${counted(count)} numbers are trained.`,
  made: (steps: number, seconds: number, backend: string) =>
    `${counted(steps)} steps in ${Math.round(seconds)} s (${backend}).`,
  lowest: (step: number, loss: number) =>
    `Kept: the model after step ${counted(step)}, with the lowest held-out loss, ${loss.toFixed(3)} nats a token.`,
  last: 'Kept: the model after the last step. No rows were held out.',
  loss: 'Loss',
  explanation:
    'Mean cross-entropy of a token. Held-out rows are never trained on: where their loss rises, the model only learns by heart.',
  unit: 'nats a token',
  waiting: 'The first step draws here.',
  kept: (step: number) => `In this browser’s storage up to step ${counted(step)}: it survives a reload.`,
  notKept: (problem: string) => `A reload would lose it: ${problem}.`,
  samples: (step: number) => `What it writes after step ${counted(step)}`,
  start: '(start of a document)',
  prompt: 'Prompt',
  answer: 'Model',
  cut: '… (cut at the length limit)',
} as const;

/** Characters. */
const LONGEST_PROMPT = 240;
const Y = { label: STRINGS.unit } as const;

function statusText({ status, steps, totalSteps, preparing, problem = '' }: SftTraining): string {
  const step = steps.at(-1)?.step ?? 0;
  if (status === 'failed') return STRINGS.failed(problem.replace(/\.$/, ''));
  if (status === 'paused') return STRINGS.paused(step);
  if (preparing) return STRINGS[preparing.kind](preparing.done, preparing.all);
  return step === 0 ? STRINGS.loading : STRINGS.step(step, totalSteps);
}

function Ended({ result }: Pick<SftTraining, 'result'>) {
  if (!result) return null;
  const { steps, seconds, backend, lowest, notes } = result;
  return (
    <p role="status">
      {STRINGS.made(steps, seconds, backend)}{' '}
      {lowest ? STRINGS.lowest(lowest.step, lowest.validationLoss) : STRINGS.last} {notes.join(' ')}
    </p>
  );
}

/** Whether a reload would lose it. */
function Kept({ kept }: Pick<SftTraining, 'kept'>) {
  if (!kept) return null;
  return (
    <p className={styles.notes}>
      {kept.problem === undefined ? STRINGS.kept(kept.step) : STRINGS.notKept(kept.problem)}
    </p>
  );
}

function Status({ training }: { readonly training: SftTraining }) {
  const { status, steps, totalSteps, preparing } = training;
  const text = statusText(training);
  if (status === 'made') return <Ended result={training.result} />;
  if (status === 'failed')
    return (
      <p className={styles.failed} role="alert">
        {text}
      </p>
    );
  const [done, all] = preparing ? [preparing.done, preparing.all] : [steps.at(-1)?.step ?? 0, totalSteps];
  return (
    <>
      <progress className="thin-progress" value={done} max={all} aria-label={text} />
      <p>{text}</p>
    </>
  );
}

/** Its last turns: what the answer goes on from. */
function promptEnd(prompt: string): string {
  const written = prompt.trim();
  return written.length > LONGEST_PROMPT ? `…${written.slice(-LONGEST_PROMPT)}` : written;
}

function Sample({ prompt, text, ended }: WrittenSample) {
  return (
    <li className={styles.sample}>
      <p className={styles.prompt}>
        <span className={styles.who}>{STRINGS.prompt}</span>
        {promptEnd(prompt) || STRINGS.start}
      </p>
      <p>
        <span className={styles.who}>{STRINGS.answer}</span>
        {text}
        {!ended && <span className={styles.cut}> {STRINGS.cut}</span>}
      </p>
    </li>
  );
}

export function SftProgress({ training }: { readonly training: SftTraining }) {
  const { steps, heldOut, totalSteps, samples, notes, parameters } = training;
  const series = useMemo(() => lossSeries({ steps, heldOut }), [steps, heldOut]);
  const last = training.result?.steps ?? totalSteps;
  const x = useMemo(() => ({ label: 'step', min: 0, max: last }), [last]);
  return (
    <>
      <div className={styles.progress}>
        <Status training={training} />
        {notes.length > 0 && (
          <p className={styles.notes}>
            {notes.join(' ')} {parameters !== undefined && STRINGS.parameters(parameters)}
          </p>
        )}
        <Kept kept={training.kept} />
      </div>
      {(steps.length > 0 || heldOut.length > 0) && (
        <div className={styles.results}>
          <ChartFigure
            title={STRINGS.loss}
            explanation={STRINGS.explanation}
            fileName="fine-tuning-loss"
            label={`${STRINGS.loss}: ${statusText(training)}`}
            series={series}
            x={x}
            y={Y}
            placeholder={STRINGS.waiting}
          />
          {samples.texts.length > 0 && (
            <section className={styles.samples}>
              <h3>{STRINGS.samples(samples.step)}</h3>
              <ul>
                {samples.texts.map((sample, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: each has its place
                  <Sample key={i} {...sample} />
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </>
  );
}
