// What the browser does not keep, and stored results that cannot be read. Each can be taken home instead.
import type { QueueState } from '../../store/published_queue.ts';
import { download } from '../charts/download.ts';
import styles from './QueueProgress.module.css';

const STRINGS = {
  zip: 'Export what there is',
  setAside: (count: number, reason: string) =>
    `${count === 1 ? 'A stored result' : `${count} stored results`} cannot be read and ${count === 1 ? 'is' : 'are'} set aside. The others are not touched, and Play computes ${count === 1 ? 'it' : 'them'} again. The first reason: ${reason}.`,
  report: 'Save for a report',
} as const;

export interface TroublesProps {
  readonly state: QueueState;
  /** Saves what there is; absent: the page offers that elsewhere. */
  readonly onExport?: () => void;
}

export function Troubles({ state, onExport }: TroublesProps) {
  const { troubles, setAside, outcomes } = state;
  if (troubles.length === 0 && setAside.length === 0) return null;
  return (
    <div className={`card ${styles.trouble}`} role="status">
      {troubles.map((trouble) => (
        <p key={trouble}>{trouble}</p>
      ))}
      {troubles.length > 0 && outcomes.size > 0 && onExport && (
        <button type="button" className="button" onClick={onExport}>
          {STRINGS.zip}
        </button>
      )}
      {setAside.length > 0 && (
        <>
          <p>{STRINGS.setAside(setAside.length, setAside[0].reason)}</p>
          <button
            type="button"
            className="button"
            onClick={() =>
              download(
                'results-set-aside.json',
                new Blob([JSON.stringify(setAside, null, 2)], { type: 'application/json' }),
              )
            }
          >
            {STRINGS.report}
          </button>
        </>
      )}
    </div>
  );
}
