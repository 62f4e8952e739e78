// What the runs take in the browser's storage, the way to clear them, and records that cannot be read.
import { useEffect, useState } from 'react';
import { writeExactJson } from '../../formats/exact_json.ts';
import type { BadRecord } from '../../storage/runs/run_store.ts';
import type { PageState } from '../../store/page_state.ts';
import { download } from '../charts/download.ts';
import { formatBytes } from '../charts/number_format.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { VERSION } from '../frame/version.ts';
import { OpenRunFile } from './OpenRunFile.tsx';
import styles from './RunList.module.css';

const STRINGS = {
  takes: (bytes: string) => `The runs take ${bytes} of this browser’s storage.`,
  lasting: 'The browser will not clear them by itself.',
  fleeting: 'The browser may clear them when space runs short.',
  clear: 'Clear all runs',
  confirm: (count: number) =>
    count === 1 ? 'Press again to clear the run' : `Press again to clear ${count} runs`,
  unreadable: (reason: string) => `1 record cannot be read: ${reason}.`,
  save: 'Save it for a report',
  remove: 'Remove',
} as const;

const CONFIRM_MS = 6000;

/** Of the runs in the list, and of those that could still come back. */
const bytesOf = ({ runs, removed }: PageState): number =>
  [...runs, ...removed.flatMap((removal) => removal.runs)]
    .flatMap(({ kept }) => kept?.pieces ?? [])
    .reduce((sum, { bytes }) => sum + bytes, 0);

export function RunListFoot() {
  const bytes = usePage(bytesOf);
  const lasting = usePage((state) => state.lasting);
  const unreadable = usePage((state) => state.unreadable);
  return (
    <div className={styles.foot}>
      {bytes > 0 && (
        <p>
          {STRINGS.takes(formatBytes(bytes))}{' '}
          {lasting !== undefined && (lasting ? STRINGS.lasting : STRINGS.fleeting)}
        </p>
      )}
      <OpenRunFile />
      {bytes > 0 && <ClearButton />}
      {unreadable.map((bad) => (
        <Unreadable key={bad.key} bad={bad} />
      ))}
    </div>
  );
}

/** Asks by its own label; who does nothing has changed nothing. */
function ClearButton() {
  const store = useActions();
  const count = usePage(({ runs }) => runs.filter(({ steps }) => steps.length > 0).length);
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  if (count === 0) return null;
  const press = () => {
    setAsked(!asked);
    if (asked) store.clearRuns();
  };
  return (
    <button type="button" className="button" onClick={press} onBlur={() => setAsked(false)}>
      {asked ? STRINGS.confirm(count) : STRINGS.clear}
    </button>
  );
}

function Unreadable({ bad }: { readonly bad: BadRecord }) {
  const store = useActions();
  return (
    <p className={styles.unreadable}>
      {STRINGS.unreadable(bad.reason)}{' '}
      <button
        type="button"
        className={`tool ${styles.open}`}
        onClick={() => download(`record-${bad.key}.json`, reportOf(bad))}
      >
        {STRINGS.save}
      </button>
      <button type="button" className={`tool ${styles.open}`} onClick={() => store.removeUnreadable(bad.key)}>
        {STRINGS.remove}
      </button>
    </p>
  );
}

function reportOf({ key, reason, record }: BadRecord): Blob {
  let text: string;
  try {
    text = writeExactJson({ version: VERSION, key, reason, record });
  } catch {
    text = writeExactJson({ version: VERSION, key, reason, record: String(record) }); // it refers to itself
  }
  return new Blob([text], { type: 'application/json' });
}
