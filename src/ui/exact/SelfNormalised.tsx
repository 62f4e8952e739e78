// The divergence whose gradient BRAIn follows, D_n of eq. 14, estimated for the run's n. On a smaller alphabet,
// enumeration of all pairs checks the estimate for n = 2.
import { useMemo } from 'react';
import type { ExactFigures } from '../../session/protocol.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { formatNumber } from '../charts/number_format.ts';
import { Equation } from '../controls/Equation.tsx';
import styles from './Figures.module.css';
import { selfNormalisedSeries } from './step_series.ts';

const STRINGS = {
  title: 'BRAIn’s own loss, sampled',
  explanation:
    'The self-normalised KL, which BRAIn’s gradient descends exactly (Theorem 4.2). It is 0 only at the target.',
  equation:
    "D_n = \\mathbb{E}_{y_1 \\ldots y_n \\sim q'}\\Big[\\textstyle\\sum_i \\hat\\alpha_i \\log \\frac{\\hat\\alpha_i}{\\hat\\beta_i}\\Big]",
  proposals:
    'For the run’s n, the model itself draws the samples. For pairs over four symbols, the starting model does.',
  x: { label: 'gradient step', min: 0 },
  y: { label: 'nats', min: 0 },
  label: (n: number, step: number, value: string) =>
    `D ${n} over gradient steps: ${value} nats at step ${step}`,
  placeholder: 'Enumerating the starting model…',
  figure: 'Figure',
  caption: (step: number) => `Step ${step}`,
  value: 'nats',
  run: (n: number) => `n = ${n}, all strings, sampled`,
  exact: (pairs: string) => `n = 2, four symbols, all ${pairs} pairs`,
  estimate: 'n = 2, four symbols, sampled',
  apart: (errors: string) => `${errors} s.e. from enumeration`,
} as const;

export function SelfNormalised({ evaluations }: { readonly evaluations: readonly ExactFigures[] }) {
  const series = useMemo(() => selfNormalisedSeries(evaluations), [evaluations]);
  const latest = evaluations.at(-1);
  return (
    <section className="card">
      <ChartFigure
        title={STRINGS.title}
        explanation={STRINGS.explanation}
        fileName="self-normalised-kl"
        label={
          latest
            ? STRINGS.label(
                latest.selfNormalisedKl.n,
                latest.step,
                formatNumber(latest.selfNormalisedKl.mean),
              )
            : STRINGS.title
        }
        series={series}
        x={STRINGS.x}
        y={STRINGS.y}
        height="medium"
        hover="point"
        placeholder={STRINGS.placeholder}
      />
      <div>
        <p className={styles.formula}>
          {STRINGS.proposals} <Equation tex={STRINGS.equation} className={styles.equation} />
        </p>
        {latest && <SelfNormalisedTable evaluation={latest} />}
      </div>
    </section>
  );
}

function SelfNormalisedTable({ evaluation }: { readonly evaluation: ExactFigures }) {
  const { step, selfNormalisedKl, reducedPairs } = evaluation;
  const pairs = (reducedPairs.outcomes ** 2).toLocaleString('en');
  const apart = (reducedPairs.mean - reducedPairs.exact) / reducedPairs.standardError;
  return (
    <table className="number-table">
      <caption>{STRINGS.caption(step)}</caption>
      <thead>
        <tr>
          <th scope="col">{STRINGS.figure}</th>
          <th scope="col">{STRINGS.value}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{STRINGS.run(selfNormalisedKl.n)}</th>
          <td>{withError(selfNormalisedKl)}</td>
        </tr>
        <tr>
          <th scope="row">{STRINGS.exact(pairs)}</th>
          <td>{formatNumber(reducedPairs.exact)}</td>
        </tr>
        <tr>
          <th scope="row">
            {STRINGS.estimate}
            <span className={styles.what}>{STRINGS.apart(formatNumber(Math.abs(apart), 2))}</span>
          </th>
          <td>{withError(reducedPairs)}</td>
        </tr>
      </tbody>
    </table>
  );
}

const withError = ({ mean, standardError }: { readonly mean: number; readonly standardError: number }) =>
  `${formatNumber(mean)} ± ${formatNumber(standardError, 2)}`;
