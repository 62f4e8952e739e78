// The microscope's samples with the pushes of one or two methods. Each column has a separate scale: directions compare
// between methods, sizes only within a method.
import { betaWeights } from '../../objectives/brain.ts';
import type { Microscope } from '../../session/protocol.ts';
import styles from './MicroscopePanel.module.css';
import { agreement, type RowOrder, sumText } from './microscope_rows.ts';

const STRINGS = {
  label: 'Samples and their pushes',
  response: 'Response',
  reward: 'Reward',
  push: 'Push',
  agreement: (same: number, n: number, correlation: string) =>
    `${same} of ${n} samples are pushed the same way; correlation of the pushes ${correlation}. Each column of bars has its own scale.`,
  none: 'undefined',
  sum: (sum: string) => `sum of pushes ${sum}`,
  sumOf: (label: string, sum: string) => `${label}: sum of pushes ${sum}`,
} as const;

interface PushColumn {
  readonly label: string;
  readonly pushes: readonly number[];
}

export interface MicroscopeTableProps {
  readonly microscope: Microscope;
  readonly columns: readonly PushColumn[];
  readonly order: RowOrder;
}

export function MicroscopeTable({ microscope, columns, order }: MicroscopeTableProps) {
  const [first, second] = columns;
  if (!first) return null;
  const { texts, reward, alpha } = microscope;
  const beta = betaWeights(microscope);
  const sortedBy = order === 'push' ? first.pushes : reward;
  const rows = [...texts.keys()].sort((a, b) => sortedBy[b] - sortedBy[a] || a - b);
  const largest = columns.map(({ pushes }) => Math.max(1e-12, ...pushes.map(Math.abs)));
  return (
    <>
      {second && <Agreement first={first} second={second} />}
      {/* A scrollable region must be reachable from the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section className={styles.scroller} tabIndex={0} aria-label={STRINGS.label}>
        <table className={`number-table ${styles.table}`} data-columns={columns.length}>
          <thead>
            <tr>
              <th scope="col">{STRINGS.response}</th>
              <th scope="col">{STRINGS.reward}</th>
              <th scope="col">α</th>
              <th scope="col">β</th>
              {columns.map(({ label }, c) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same method may stand in both
                <th key={c} scope="col" colSpan={2} className={styles.pushHead}>
                  {second ? label : STRINGS.push}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((i) => (
              <tr key={i}>
                <td className={styles.response}>{texts[i]}</td>
                <td data-name="r">{fixed(reward[i], 2)}</td>
                <td data-name="α">{fixed(alpha[i], 3)}</td>
                <td data-name="β">{fixed(beta[i], 3)}</td>
                {columns.flatMap(({ pushes }, c) => [
                  // biome-ignore lint/suspicious/noArrayIndexKey: the same method may stand in both
                  <td key={`bar ${c}`} className={styles.barCell} aria-hidden="true">
                    <PushBar share={pushes[i] / largest[c]} />
                  </td>,
                  // biome-ignore lint/suspicious/noArrayIndexKey: the same method may stand in both
                  <td key={`value ${c}`}>{signed(pushes[i])}</td>,
                ])}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={styles.sums}>
        {columns.map(({ label, pushes }, c) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same method may stand in both
          <span key={c}>{second ? STRINGS.sumOf(label, sumText(pushes)) : STRINGS.sum(sumText(pushes))}</span>
        ))}
      </p>
    </>
  );
}

function Agreement({ first, second }: { readonly first: PushColumn; readonly second: PushColumn }) {
  const { sameDirection, correlation } = agreement(first.pushes, second.pushes);
  const shown = Number.isNaN(correlation) ? STRINGS.none : fixed(correlation, 2);
  return <p className={styles.agreement}>{STRINGS.agreement(sameDirection, first.pushes.length, shown)}</p>;
}

/** Figures of one column share their number of decimals. */
const fixed = (value: number, decimals: number) => value.toFixed(decimals).replace('-', '−');
const signed = (value: number) => (value > 0 ? `+${fixed(value, 4)}` : fixed(value, 4));

function PushBar({ share }: { readonly share: number }) {
  const size = `${(50 * Math.abs(share)).toFixed(1)}%`;
  return (
    <span className={styles.track}>
      <span className={share < 0 ? styles.down : styles.up} style={{ width: size }} />
    </span>
  );
}
