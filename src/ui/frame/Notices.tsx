// Faults and notices, each with its remedies. A fault never loses the run's data.
import { CopyButton } from './CopyButton.tsx';
import { CONTINUE_ON } from './continue_on.ts';
import { Icon } from './Icon.tsx';
import styles from './Notices.module.css';
import { Silences } from './Silences.tsx';
import { useActions, usePage } from './useStore.ts';

const STRINGS = {
  dismiss: 'Dismiss',
  kept: 'Everything measured so far is kept.',
  restart: 'Restart',
  loadFailed: (message: string) =>
    `The model could not be loaded (${message}). Check the connection, then try again.`,
  tryAgain: 'Try again',
  reload: 'Reload the page',
  copy: 'Copy diagnostics',
  all: 'Show all',
  /** Adapter, limits, settings and the error as JSON, for a bug report. */
  diagnostics: 'Diagnostics',
} as const;

export function Notices() {
  const store = useActions();
  const notices = usePage((state) => state.notices);
  const fault = usePage((state) => state.fault);
  const failed = usePage((state) => state.progress.status === 'failed');
  const hasRun = usePage((state) => state.progress.step > 0);
  const loadFailed = fault?.code === 'load-failed';
  // Another backend would miss the same file.
  const canSwitchTo = loadFailed ? undefined : fault?.canSwitchTo;
  return (
    <div className={styles.notices}>
      <div role="alert">
        {fault && (
          <div className={`${styles.notice} ${styles.fault}`}>
            <p>
              {loadFailed ? STRINGS.loadFailed(fault.message) : fault.message} {hasRun && STRINGS.kept}
            </p>
            {fault.diagnostics && (
              <CopyButton text={fault.diagnostics} label={STRINGS.copy} name={STRINGS.diagnostics} />
            )}
            {canSwitchTo && (
              <button
                type="button"
                className="button primary"
                onClick={() => store.switchBackend(canSwitchTo)}
              >
                {CONTINUE_ON[canSwitchTo]}
              </button>
            )}
            {failed && (
              <button type="button" className="button" onClick={store.restart}>
                {loadFailed ? STRINGS.tryAgain : STRINGS.restart}
              </button>
            )}
            {loadFailed && (
              <button type="button" className="button" onClick={() => location.reload()}>
                {STRINGS.reload}
              </button>
            )}
            {!failed && <DismissButton onClick={store.dismissFault} />}
          </div>
        )}
      </div>
      <Silences />
      <div role="status">
        {notices.map((notice) => (
          <div key={notice.id} className={styles.notice}>
            <p>{notice.message}</p>
            {notice.details && <Details sentences={notice.details} />}
            {notice.diagnostics && (
              <CopyButton text={notice.diagnostics} label={STRINGS.copy} name={STRINGS.diagnostics} />
            )}
            <DismissButton onClick={() => store.dismissNotice(notice.id)} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Details({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <details className={styles.details}>
      <summary>{STRINGS.all}</summary>
      <ul>
        {[...new Set(sentences)].map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}

function DismissButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <button
      type="button"
      className="tool"
      aria-label={STRINGS.dismiss}
      title={STRINGS.dismiss}
      onClick={onClick}
    >
      <Icon name="close" />
    </button>
  );
}
