// The weight microscope: one prompt's samples, who is pushed up, who down, and by how much under any method.
import { useMemo, useState } from 'react';
import { METHOD_LABELS } from '../../config/method_labels.ts';
import { METHOD_NAMES, type MethodName } from '../../config/methods.ts';
import { objectives } from '../../objectives/index.ts';
import type { Run } from '../../store/page_state.ts';
import type { Microscope } from '../../worker/protocol.ts';
import { Equation } from '../controls/Equation.tsx';

import { useCurrentRun } from '../useStore.ts';
import styles from './MicroscopePanel.module.css';
import { type MicroscopeRow, microscopeRows, type RowOrder, sortedRows } from './microscope_rows.ts';

const STRINGS = {
  title: 'Weight microscope',
  explanation:
    'One prompt’s samples from the proposal. α says how much of the posterior each sample carries, β how much of the policy; the bar is the coefficient of its gradient: right is pushed up, left is pushed down.',
  empty: 'Press Play or Step: the first weighed group appears here.',
  method: 'Weigh with',
  sort: 'Sort by',
  orders: { reward: 'reward', push: 'push' } satisfies Record<RowOrder, string>,
  response: 'Response',
  reward: 'Reward',
  push: 'Push',
  ownMethod: (label: string) => `${label} (this run)`,
  whatIf: 'The same samples under another rule; the run itself goes on with its own.',
  from: (round: number, step: number) => `sampled in round ${round}, weighed at step ${step}`,
} as const;

export function MicroscopePanel() {
  const run = useCurrentRun();
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.explanation}</p>
      {run?.microscope ? (
        <Samples run={run} microscope={run.microscope} />
      ) : (
        <p className={styles.empty}>{STRINGS.empty}</p>
      )}
    </section>
  );
}

function Samples({ run, microscope }: { readonly run: Run; readonly microscope: Microscope }) {
  const [chosen, setChosen] = useState<MethodName>();
  const [order, setOrder] = useState<RowOrder>('push');
  const method = chosen ?? run.config.method;
  const rows = useMemo(
    () => microscopeRows(microscope, method, run.config),
    [microscope, method, run.config],
  );
  const objective = objectives[method];
  return (
    <>
      <div className={styles.controls}>
        <label>
          {STRINGS.method}
          <select
            className="select"
            value={method}
            onChange={(event) => {
              const next = event.target.value as MethodName;
              setChosen(next === run.config.method ? undefined : next);
            }}
          >
            {METHOD_NAMES.map((name) => (
              <option key={name} value={name}>
                {name === run.config.method ? STRINGS.ownMethod(METHOD_LABELS[name]) : METHOD_LABELS[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {STRINGS.sort}
          <select
            className="select"
            value={order}
            onChange={(event) => setOrder(event.target.value as RowOrder)}
          >
            {(['push', 'reward'] as const).map((name) => (
              <option key={name} value={name}>
                {STRINGS.orders[name]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className={styles.rule}>
        <Equation tex={objective.equation} className={styles.equation} />
        <p>
          {objective.summary} <span className={styles.source}>{objective.source}.</span>
          {chosen && <em> {STRINGS.whatIf}</em>}
        </p>
      </div>
      <p className={styles.prompt}>
        <span>{microscope.promptText}</span>{' '}
        <span className={styles.source}>{STRINGS.from(microscope.sampledInRound, microscope.step)}</span>
      </p>
      <RowTable rows={sortedRows(rows, order)} />
    </>
  );
}

function RowTable({ rows }: { readonly rows: readonly MicroscopeRow[] }) {
  const largest = Math.max(1e-12, ...rows.map((row) => Math.abs(row.push)));
  return (
    // A scrollable region must be reachable from the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={styles.scroller} tabIndex={0} aria-label={STRINGS.title}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{STRINGS.response}</th>
            <th scope="col">{STRINGS.reward}</th>
            <th scope="col">α</th>
            <th scope="col">β</th>
            <th scope="col" colSpan={2} className={styles.pushHead}>
              {STRINGS.push}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.sample}>
              <td className={styles.response}>{row.text}</td>
              <td data-name="r">{fixed(row.reward, 2)}</td>
              <td data-name="α">{fixed(row.alpha, 3)}</td>
              <td data-name="β">{fixed(row.beta, 3)}</td>
              <td className={styles.barCell} aria-hidden="true">
                <PushBar share={row.push / largest} />
              </td>
              <td>{signed(row.push)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
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
