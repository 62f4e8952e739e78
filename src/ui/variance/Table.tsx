// All numbers of the experiment: the text alternative of the charts, to copy or to save as CSV.
import { useState } from 'react';
import { proposalKl } from '../../gaussian/exact.ts';
import { estimatorsOf } from '../../gaussian/experiment.ts';
import { QUANTITIES, type Quantity } from '../../gaussian/summary.ts';
import type { GaussianAnswer } from '../../worker/gaussian_worker.ts';
import { download } from '../charts/download.ts';
import { formatNumber } from '../charts/number_format.ts';
import { provenanceOf } from '../charts/provenance.ts';
import { useActions } from '../frame/useStore.ts';
import { gaussianCsv } from './csv.ts';
import { ESTIMATOR_STYLES } from './estimators.ts';
import styles from './Table.module.css';

const STRINGS = {
  title: 'All numbers',
  caption: 'Every estimator at every θ, with standard errors',
  copy: 'Copy CSV',
  copied: 'Copied',
  notCopied: 'The browser did not allow copying; download instead',
  download: 'Download CSV',
  estimator: 'Estimator',
  exact: 'Exact variance',
  columns: {
    variance: 'Variance',
    mean: 'Mean',
    bias: 'Bias',
    mse: 'MSE',
    relativeSpread: 'Std / |mean|',
  } satisfies Record<Quantity, string>,
} as const;

/** Formats exact values without trailing zeros. */
const exactly = (value: number) => String(Number(value.toPrecision(4))).replace('-', '−');

export function Table({ answer }: { readonly answer: GaussianAnswer }) {
  const { result, options } = answer;
  const estimators = estimatorsOf(result);
  const [message, setMessage] = useState('');
  const store = useActions();
  const csv = () => gaussianCsv(result, options, provenanceOf(store.getState()));
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(csv());
      setMessage(STRINGS.copied);
    } catch {
      setMessage(STRINGS.notCopied);
    }
  }
  const save = () => download('gaussian.csv', new Blob([csv()], { type: 'text/csv' }));
  return (
    <details className={`card ${styles.panel}`}>
      <summary className="card-title">{STRINGS.title}</summary>
      <div className={styles.tools}>
        <button type="button" className="button" onClick={copy}>
          {STRINGS.copy}
        </button>
        <button type="button" className="button" onClick={save}>
          {STRINGS.download}
        </button>
        <span role="status">{message}</span>
      </div>
      {/** biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable from the keyboard */}
      <section className={`number-scroller ${styles.scroller}`} tabIndex={0} aria-label={STRINGS.caption}>
        <table className={`number-table ${styles.table}`}>
          <caption className="visually-hidden">{STRINGS.caption}</caption>
          <thead>
            <tr>
              <th scope="col">θ</th>
              <th scope="col">KL</th>
              <th scope="col">{STRINGS.estimator}</th>
              {QUANTITIES.map((quantity) => (
                <th key={quantity} scope="col">
                  {STRINGS.columns[quantity]}
                </th>
              ))}
              <th scope="col">{STRINGS.exact}</th>
            </tr>
          </thead>
          {result.theta.map((theta, i) => (
            <tbody key={theta}>
              {estimators.map((name, e) => (
                <tr key={name}>
                  {e === 0 && (
                    <>
                      <th scope="rowgroup" rowSpan={estimators.length}>
                        {exactly(theta)}
                      </th>
                      <td rowSpan={estimators.length}>{exactly(proposalKl(theta))}</td>
                    </>
                  )}
                  <th scope="row">{ESTIMATOR_STYLES[name].label}</th>
                  {QUANTITIES.map((quantity) => (
                    <td key={quantity}>
                      {formatNumber(result[name]![quantity][i])}
                      <small> ± {formatNumber(result[name]!.standardError[quantity][i], 2)}</small>
                    </td>
                  ))}
                  <td>
                    {name === 'gdc' || name === 'gdc++' ? formatNumber(result.exact[name].variance[i]) : '–'}
                  </td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </section>
    </details>
  );
}
