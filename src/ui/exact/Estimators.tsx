// Three estimators of one KL from a round's training samples, compared with the exact value.
import { useMemo } from 'react';
import type { KlReport } from '../../session/protocol.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { formatNumber } from '../charts/number_format.ts';
import styles from './Figures.module.css';
import { ESTIMATOR_LOOKS, ESTIMATORS, type EstimatorName, estimatorSeries } from './step_series.ts';

const STRINGS = {
  title: 'Estimators of the drift, sampled',
  explanation: (samples: number) =>
    `Drift of the writer of each round: exactly, and as its ${samples} samples estimate it. Whiskers: ± 1.96 standard errors. t = log p − log q′.`,
  exact: 'exact',
  x: { label: 'round' },
  y: { label: 'nats' },
  label: (round: number, exact: string) =>
    `Drift KL(proposal ‖ prior) by round: exactly ${exact} nats in round ${round}`,
  caption: (round: number) => `Round ${round}`,
  estimator: 'Estimator',
  estimate: 'Estimate',
  error: 'Error',
  errorUnit: 's.e.',
  deviation: 'Std',
  placeholder: 'Train: the first round’s samples are measured here.',
  formulas: { k1: '−t', k2: 't² / 2', k3: 'eᵗ − 1 − t' } satisfies Record<EstimatorName, string>,
  explanations: {
    k1: 'Unbiased, but single samples may fall below 0.',
    k2: 'Small spread near the starting model, biased far from it.',
    k3: 'Unbiased and never below 0. Far from the starting model its error looks too small: it rests on rare samples.',
  } satisfies Record<EstimatorName, string>,
} as const;

export function Estimators({ reports }: { readonly reports: readonly KlReport[] }) {
  const series = useMemo(() => estimatorSeries(reports, STRINGS.exact), [reports]);
  const latest = reports.at(-1);
  return (
    <section className="card">
      <ChartFigure
        title={STRINGS.title}
        explanation={STRINGS.explanation(latest?.samples ?? 0)}
        fileName="kl-estimators"
        label={latest ? STRINGS.label(latest.round, formatNumber(latest.exact)) : STRINGS.title}
        series={series}
        x={STRINGS.x}
        y={STRINGS.y}
        height="medium"
        hover="point"
        placeholder={STRINGS.placeholder}
      />
      {latest && <EstimatorTable report={latest} />}
    </section>
  );
}

function EstimatorTable({ report }: { readonly report: KlReport }) {
  return (
    <table className="number-table">
      <caption>{STRINGS.caption(report.round)}</caption>
      <thead>
        <tr>
          <th scope="col">{STRINGS.estimator}</th>
          <th scope="col">{STRINGS.estimate}</th>
          <th scope="col">{STRINGS.error}</th>
          <th scope="col">{STRINGS.deviation}</th>
        </tr>
      </thead>
      <tbody>
        {ESTIMATORS.map((name) => {
          const { mean, standardError, deviation } = report.estimates[name];
          return (
            <tr key={name}>
              <th scope="row">
                <strong>{ESTIMATOR_LOOKS[name].label}</strong> = {STRINGS.formulas[name]}
                <span className={styles.what}>{STRINGS.explanations[name]}</span>
              </th>
              <td>{formatNumber(mean)}</td>
              <td>
                {formatNumber((mean - report.exact) / standardError, 2)} {STRINGS.errorUnit}
              </td>
              <td>{formatNumber(deviation)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
