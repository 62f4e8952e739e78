// Compares our engines with their alternatives on the visitor's GPU and CPU, with the same model, batch and vocabulary.
// They run in turns, after all agree on loss and gradient. Without WebGPU the CPU's compete alone.
import { useState } from 'react';
import { useStore } from 'zustand';
import type { BenchmarkResult } from '../../bench/benchmark.ts';
import { placeName } from '../../bench/benchmark_table.ts';
import { PLACES, type Place } from '../../bench/contender.ts';
import { type BenchmarkSize, NEW_TOKENS, SAMPLES, SHAPES, shapeName } from '../../bench/shapes.ts';
import { formatNumber, formatPercent } from '../charts/number_format.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { Bars } from './Bars.tsx';
import styles from './BenchmarkPage.module.css';
import { benchmark, startBenchmark, stopBenchmark } from './run.ts';

const STRINGS = {
  lede: 'How fast are the engines behind this page on your GPU and CPU? They train and write with the same model as stock tfjs and jax-js, in turns, after all of them have computed the same loss and the same gradient.',
  controls: 'Benchmark settings',
  size: 'Model',
  sizes: {
    tiny: 'Tiny, for a software adapter',
    small: 'Small only',
    both: 'Small and larger',
  } satisfies Record<BenchmarkSize, string>,
  repeats: 'Repetitions',
  run: 'Run the benchmark',
  again: 'Run again',
  stop: 'Stop',
  slow: 'About a minute on a GPU. On a software adapter tfjs needs seconds for a step: up to half an hour, or a minute with the tiny model.',
  noGpu: 'No WebGPU here: the benchmark compares what computes on the CPU. About two minutes.',
  working: 'Measuring…',
  failed: 'The benchmark stopped:',
  failedWay: 'Run it again, with fewer repetitions or a smaller model.',
  training: 'A training step: log-probs to the host, coefficients back, gradient, Adam',
  writing: (samples: number) => `One token for each of ${samples} samples`,
  agreed: (loss: string, gap: string) =>
    `All agree: loss ${loss}, gradients within ${gap} of the largest element.`,
  engine: (total: string, step: string, token: string) =>
    `The GPU engine writes ${SAMPLES} × ${NEW_TOKENS} tokens in ${total} ms. A step reaches ${step} of the adapter’s multiply-adds; a token, ${token} of its copy bandwidth by reading its weights alone.`,
  brain: (batch: string) => `BRAIn’s step as this page takes it: ${batch}`,
  cores: (cores: number) => `on ${cores} ${cores === 1 ? 'core' : 'cores'}`,
  where: (adapter: string, date: string) => `${adapter}, ${date}.`,
  roofline: (rate: string, bandwidth: string) =>
    `The adapter reaches ${rate} GFLOP/s in chains of multiply-adds and ${bandwidth} GB/s in a copy.`,
  missing: (name: string, reason: string) => `${name} could not run: ${reason}`,
  copy: 'Copy as JSON',
  copied: 'Copied',
  json: 'Result as JSON',
} as const;

const SIZES = Object.keys(SHAPES) as BenchmarkSize[];
const REPEATS = [3, 10, 30] as const;
const PLACE_NAMES = Object.keys(PLACES) as Place[];

export function BenchmarkPage() {
  const state = useStore(benchmark);
  return (
    <>
      <p className="page-lede">{STRINGS.lede}</p>
      <div className="page-content">
        <Controls running={state.status === 'running'} again={state.status === 'done'} />
        <div role="status" className={styles.progress}>
          {state.status === 'running' && (
            <section className="card">
              <p>{STRINGS.working}</p>
              <p className={styles.line}>{state.lines.at(-1)}</p>
            </section>
          )}
          {state.status === 'failed' && (
            <p className={`card ${styles.failed}`}>
              {STRINGS.failed} {state.message}. {STRINGS.failedWay}
            </p>
          )}
        </div>
        {state.status === 'done' && <Results result={state.result} />}
      </div>
    </>
  );
}

function Controls({ running, again }: { readonly running: boolean; readonly again: boolean }) {
  const store = useActions();
  const training = usePage(({ progress }) => progress.status === 'running');
  const [size, setSize] = useState<BenchmarkSize>('small');
  const [repeats, setRepeats] = useState<number>(REPEATS[1]);
  const start = () => {
    // A run in parallel would distort the times.
    if (training) store.pause();
    startBenchmark({ size, repeats });
  };
  return (
    <section className={`card ${styles.controls}`} aria-label={STRINGS.controls}>
      <label className={styles.field}>
        {STRINGS.size}
        <select
          className="select"
          value={size}
          onChange={({ target }) => setSize(target.value as BenchmarkSize)}
        >
          {SIZES.map((name) => (
            <option key={name} value={name}>
              {STRINGS.sizes[name]} ({SHAPES[name].map(shapeName).join('; ')})
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        {STRINGS.repeats}
        <select
          className="select"
          value={repeats}
          onChange={({ target }) => setRepeats(Number(target.value))}
        >
          {REPEATS.map((count) => (
            <option key={count}>{count}</option>
          ))}
        </select>
      </label>
      <button type="button" className="button primary" onClick={running ? stopBenchmark : start}>
        {running ? STRINGS.stop : again ? STRINGS.again : STRINGS.run}
      </button>
      <p className={styles.hint}>{navigator.gpu ? STRINGS.slow : STRINGS.noGpu}</p>
    </section>
  );
}

function Results({ result }: { readonly result: BenchmarkResult }) {
  const { gpu, shapes, brain, missing } = result;
  return (
    <>
      {shapes.map((shape) => (
        <section key={shapeName(shape)} className="card">
          <h2 className="card-title">{shapeName(shape)}</h2>
          <p className={styles.fact}>
            {STRINGS.agreed(
              formatNumber(shape.loss, 4),
              Math.max(0, ...Object.values(shape.gradientGap)).toExponential(0),
            )}
          </p>
          {PLACE_NAMES.map((place) => (
            <div key={place} className={styles.columns}>
              <Bars
                title={`${placeName(place, result)}. ${STRINGS.training}`}
                place={place}
                kind="train"
                measured={shape.train}
              />
              <Bars
                title={`${placeName(place, result)}. ${STRINGS.writing(SAMPLES)}`}
                place={place}
                kind="generate"
                measured={shape.generate}
              />
            </div>
          ))}
          {shape.ofRoofline && shape.generate.engine && (
            <p className={styles.fact}>
              {STRINGS.engine(
                formatNumber(shape.generate.engine.ms * NEW_TOKENS),
                formatPercent(shape.ofRoofline.step),
                formatPercent(shape.ofRoofline.token),
              )}
            </p>
          )}
        </section>
      ))}
      <section className="card">
        <h2 className="card-title">{STRINGS.brain(brain.batch)}</h2>
        <div className={styles.columns}>
          {PLACE_NAMES.map((place) => (
            <Bars
              key={place}
              title={placeName(place, result)}
              place={place}
              kind="brain"
              measured={brain.steps}
            />
          ))}
        </div>
      </section>
      <section className="card">
        {gpu && (
          <p className={styles.fact}>
            {STRINGS.roofline(formatNumber(gpu.roofline.fmaGFlops), formatNumber(gpu.roofline.copyGBs))}
          </p>
        )}
        <p className={styles.fact}>{STRINGS.where(machineName(result), result.date)}</p>
        {Object.entries(missing).map(([name, reason]) => (
          <p key={name} className={styles.fact}>
            {STRINGS.missing(name, reason)}
          </p>
        ))}
        <CopyJson text={JSON.stringify(result, null, 2)} />
      </section>
    </>
  );
}

function machineName({ gpu, runtime, cores }: BenchmarkResult): string {
  const named = (gpu?.details.adapter ?? {}) as Readonly<Record<string, unknown>>;
  const words = ['vendor', 'architecture', 'description'].map((key) => named[key]).filter(Boolean);
  const browser = runtime.match(/Chrome\/\d+|Firefox\/\d+|Version\/\d+/)?.[0];
  return [...new Set(words), browser, STRINGS.cores(cores)].filter(Boolean).join(' ');
}

function CopyJson({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <>
      <button type="button" className="button" onClick={copy}>
        {copied ? STRINGS.copied : STRINGS.copy}
      </button>
      <details className={styles.json}>
        <summary>{STRINGS.json}</summary>
        <pre>{text}</pre>
      </details>
    </>
  );
}
