// Compares our engines with their alternatives on the visitor's GPU and CPU, with the same model, batch and vocabulary.
// They run in turns, after all agree on loss and gradient. Without WebGPU the CPU's compete alone.
import { useState } from 'react';
import { useStore } from 'zustand';
import { type BenchmarkSize, SHAPES, shapeName } from '../../bench/shapes.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import styles from './BenchmarkPage.module.css';
import { Recorded } from './Recorded.tsx';
import { Results } from './Results.tsx';
import { benchmark, startBenchmark, stopBenchmark } from './run.ts';

const STRINGS = {
  lede: 'How fast are the engines behind this page on your machine? Several engines run the same model in turn. They are timed only after their losses and gradients agree.',
  controls: 'Benchmark settings',
  size: 'Model',
  sizes: {
    tiny: 'Tiny, for a software adapter',
    small: 'Small only',
    both: 'Small and larger',
    large: 'Large, for a graphics card',
  } satisfies Record<BenchmarkSize, string>,
  repeats: 'Repetitions',
  run: 'Run the benchmark',
  again: 'Run again',
  stop: 'Stop',
  slow: 'About a minute on a GPU. Without one, up to half an hour: choose the tiny model, which needs a minute.',
  noGpu: 'No WebGPU here: only what computes on the CPU is compared. About two minutes.',
  working: 'Measuring…',
  failed: 'The benchmark stopped:',
  failedWay: 'Run it again, with fewer repetitions or a smaller model.',
} as const;

const SIZES = Object.keys(SHAPES) as BenchmarkSize[];
const REPEATS = [1, 3, 10, 30] as const;

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
        {state.status === 'done' ? <Results result={state.result} /> : <Recorded />}
      </div>
    </>
  );
}

function Controls({ running, again }: { readonly running: boolean; readonly again: boolean }) {
  const store = useActions();
  const training = usePage(({ progress }) => progress.status === 'running');
  const [size, setSize] = useState<BenchmarkSize>('small');
  const [repeats, setRepeats] = useState<number>(REPEATS[2]);
  const start = () => {
    // A run in parallel would distort the times.
    if (training) store.pause();
    startBenchmark({ size, repeats, cardAlone: size === 'large' });
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
