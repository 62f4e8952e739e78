// A result of the benchmark as tables: a shape's steps and tokens, a step of BRAIn, and where they were measured.
import { useState } from 'react';
import type { BenchmarkResult } from '../../bench/benchmark.ts';
import { placeName } from '../../bench/benchmark_table.ts';
import { PLACES, type Place } from '../../bench/contender.ts';
import { NEW_TOKENS, SAMPLES, shapeName } from '../../bench/shapes.ts';
import { formatNumber, formatPercent } from '../charts/number_format.ts';
import { Bars } from './Bars.tsx';
import styles from './BenchmarkPage.module.css';

const STRINGS = {
  training: 'A training step: log-probs to the host, coefficients back, gradient, Adam',
  writing: (samples: number) => `One token for each of ${samples} samples`,
  agreed: (loss: string, gap: string) =>
    `All agree: loss ${loss}, gradients within ${gap} of the largest element.`,
  engine: (total: string, step: string, token: string) =>
    `The GPU engine writes ${SAMPLES} × ${NEW_TOKENS} tokens in ${total} ms. A step reaches ${step} of the adapter’s multiply-adds. A token reaches ${token} of its copy bandwidth by its weights alone.`,
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

const PLACE_NAMES = Object.keys(PLACES) as Place[];

export function Results({ result }: { readonly result: BenchmarkResult }) {
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

export function machineName({ gpu, runtime, cores }: BenchmarkResult): string {
  const named = (gpu?.details.adapter ?? {}) as Readonly<Record<string, unknown>>;
  // Dawn in Node names the card; browsers do not.
  const keys = named.device ? ['device'] : ['vendor', 'architecture', 'description'];
  const words = keys.map((key) => named[key]).filter(Boolean);
  const program = runtime.match(/Chrome\/\d+|Firefox\/\d+|Version\/\d+|Node \d+/)?.[0];
  return [...new Set(words), program, STRINGS.cores(cores)].filter(Boolean).join(' ');
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
