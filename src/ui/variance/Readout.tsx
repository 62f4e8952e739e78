// The estimators at the dragged proposal: their estimates from the drawn samples, and their errors over many
// draws. A click on a row draws its coefficients.
import type { CSSProperties } from 'react';
import { trueGradient } from '../../gaussian/exact.ts';
import { estimatorsOf, type ShownEstimator } from '../../gaussian/experiment.ts';
import { formatNumber } from '../charts/number_format.ts';
import { Equation } from '../controls/Equation.tsx';
import { ESTIMATOR_STYLES } from './estimators.ts';
import styles from './Readout.module.css';
import type { GaussianState } from './useGaussian.ts';

const STRINGS = {
  caption: 'The estimators at this θ. Choose one to draw its coefficients.',
  estimator: 'Draw the coefficients of',
  here: 'These samples',
  mean: 'Mean',
  variance: 'Variance',
  mse: 'MSE',
  truth: 'True gradient',
  note: (repeats: string) =>
    `Mean, variance and mean squared error over ${repeats} draws at this θ; bold is the smallest of its column.`,
  again: 'Draw other samples',
  weights: "u_i = \\dfrac{p(y_i)}{q'(y_i)},\\quad v_i = \\dfrac{q(y_i)}{q'(y_i)}",
  estimate: '\\hat g = \\textstyle\\sum_i c_i\\,(y_i - m)',
} as const;

export interface ReadoutProps {
  readonly chosen: ShownEstimator;
  readonly onChoose: (name: ShownEstimator) => void;
  readonly onDraw: () => void;
  /** Estimates from the drawn samples. */
  readonly estimates: Readonly<Partial<Record<ShownEstimator, number>>>;
  /** KaTeX source of the chosen coefficients. */
  readonly coefficientTex: string;
  readonly point: GaussianState;
  readonly policyMean: number;
}

export function Readout(props: ReadoutProps) {
  const { chosen, onChoose, onDraw, estimates, coefficientTex, point, policyMean } = props;
  const result = point.answer?.result;
  const names = estimatorsOf({ own: result?.own });
  const smallest = (quantity: 'variance' | 'mse') =>
    result && Math.min(...estimatorsOf(result).map((name) => result[name]![quantity][0]));
  const least = { variance: smallest('variance'), mse: smallest('mse') };
  const cell = (name: ShownEstimator, quantity: 'variance' | 'mse') => {
    const value = result?.[name]?.[quantity][0];
    return <td data-least={value !== undefined && value === least[quantity]}>{formatNumber(value)}</td>;
  };
  return (
    <div className={styles.readout}>
      <table className={`number-table ${styles.table}`} data-busy={point.share !== undefined}>
        <caption>{STRINGS.caption}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{STRINGS.here}</th>
            <th scope="col">{STRINGS.mean}</th>
            <th scope="col">{STRINGS.variance}</th>
            <th scope="col">{STRINGS.mse}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name} data-chosen={name === chosen}>
              <th scope="row">
                <label style={{ '--colour': `var(${ESTIMATOR_STYLES[name].colour})` } as CSSProperties}>
                  <input
                    type="radio"
                    name="estimator"
                    aria-label={`${STRINGS.estimator} ${ESTIMATOR_STYLES[name].label}`}
                    checked={name === chosen}
                    onChange={() => onChoose(name)}
                  />
                  <span>{ESTIMATOR_STYLES[name].label}</span>
                </label>
              </th>
              <td>{formatNumber(estimates[name])}</td>
              <td>{formatNumber(result?.[name]?.mean[0])}</td>
              {cell(name, 'variance')}
              {cell(name, 'mse')}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{STRINGS.truth}</th>
            <td>{formatNumber(trueGradient(policyMean))}</td>
            <td>{formatNumber(trueGradient(policyMean))}</td>
            <td />
            <td />
          </tr>
        </tfoot>
      </table>
      <p className={styles.note}>{STRINGS.note((point.answer?.options.repeats ?? 0).toLocaleString('en'))}</p>
      <div className={styles.rule}>
        <Equation tex={coefficientTex} />
        <Equation tex={STRINGS.estimate} className={styles.estimate} />
        <Equation tex={STRINGS.weights} className={styles.weights} />
      </div>
      <button type="button" className="button" onClick={onDraw}>
        {STRINGS.again}
      </button>
    </div>
  );
}
