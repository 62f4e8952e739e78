// The class as a table: a row for each result, with its numbers and a way to run it again here.

import type { FoundResult } from '../../class/find_results.ts';
import { groupOf, lastPoint, type RunGroups } from '../../class/run_groups.ts';
import type { BackendName } from '../../session/protocol.ts';
import { formatNumber } from '../charts/number_format.ts';
import styles from './ClassPage.module.css';
import { placeName } from './class_series.ts';
import { type RunningAgain, useRunAgain } from './useRunAgain.ts';

const STRINGS = {
  title: 'Results',
  columns: ['Seat', 'Run', 'Seed', 'Steps', 'Reward', 'Drift', 'Guess', 'Computed on', 'Here'],
  name: 'Name',
  again: 'Run again',
  againName: (place: string) => `Run again: ${place}`,
  stop: 'Stop',
  running: (done: number) => `${Math.round(100 * done)} %`,
  same: 'Same curve',
  differs: (reward: number, kl: number) =>
    `Differs by up to ${formatNumber(reward)} in reward and ${formatNumber(kl)} in drift`,
  failed: (problem: string) => `No comparison: ${problem}`,
  unrepeatable: 'Changed on the way',
  unrepeatableWhy: 'A setting was changed during this run, or it read its own data.',
  remove: 'Remove',
  removeName: (place: string) => `Remove ${place}`,
  curves: (curve: number) => `curve ${curve + 1}`,
  backends: {
    webgpu: 'GPU',
    cpu: 'CPU',
    'tfjs-webgpu': 'tfjs, GPU',
    'tfjs-wasm': 'tfjs, WASM',
    'tfjs-cpu': 'tfjs, JS',
  } satisfies Record<BackendName, string>,
} as const;

export interface ClassTableProps {
  readonly grouped: RunGroups;
  readonly results: readonly FoundResult[];
  readonly withNames: boolean;
  readonly onRemove: (code: string) => void;
}

const guessText = ({ prediction }: FoundResult): string => {
  if (!prediction) return '';
  if ('curve' in prediction) return STRINGS.curves(prediction.curve);
  return `${formatNumber(prediction.reward)} at ${formatNumber(prediction.kl)}`;
};

export function ClassTable({ grouped, results, withNames, onRemove }: ClassTableProps) {
  const { state, runAgain, cancel } = useRunAgain();
  const columns = withNames
    ? [STRINGS.columns[0], STRINGS.name, ...STRINGS.columns.slice(1)]
    : STRINGS.columns;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={`number-scroller ${styles.scroller}`} tabIndex={0} aria-label={STRINGS.title}>
      <table className="number-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((result, at) => {
            const end = lastPoint(result);
            const place = placeName(result, at);
            return (
              <tr key={result.code}>
                <th scope="row">{place}</th>
                {withNames && <td>{result.nickname ?? ''}</td>}
                <td>{groupOf(grouped, result)?.label}</td>
                <td>{result.config.seed}</td>
                <td>{end.step}</td>
                <td>{formatNumber(end.reward)}</td>
                <td>{formatNumber(end.kl)}</td>
                <td>{guessText(result)}</td>
                <td>{STRINGS.backends[result.backend]}</td>
                <td className={styles.here}>
                  {state?.code === result.code ? (
                    <Again state={state} onStop={cancel} />
                  ) : result.isRepeatable ? (
                    <button
                      type="button"
                      className="tool"
                      aria-label={STRINGS.againName(place)}
                      onClick={() => void runAgain(result)}
                    >
                      {STRINGS.again}
                    </button>
                  ) : (
                    <span title={STRINGS.unrepeatableWhy}>{STRINGS.unrepeatable}</span>
                  )}
                  <button
                    type="button"
                    className="tool"
                    aria-label={STRINGS.removeName(place)}
                    onClick={() => onRemove(result.code)}
                  >
                    {STRINGS.remove}
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Again({ state, onStop }: { readonly state: RunningAgain; readonly onStop: () => void }) {
  if ('done' in state)
    return (
      <span role="status">
        {STRINGS.running(state.done)}{' '}
        <button type="button" className="tool" onClick={onStop}>
          {STRINGS.stop}
        </button>
      </span>
    );
  if ('problem' in state) return <span role="status">{STRINGS.failed(state.problem)}</span>;
  const { reward, kl } = state.difference;
  return <span role="status">{reward === 0 && kl === 0 ? STRINGS.same : STRINGS.differs(reward, kl)}</span>;
}
