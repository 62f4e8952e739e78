// Offers a new version of the page, which starts when the visitor says so.
import { useStore } from 'zustand';
import styles from './Notices.module.css';
import { keepOldVersion, startNewVersion, updates } from './service_worker.ts';

const STRINGS = {
  ready: 'A new version of this page is here. It starts with a reload, when you say so.',
  otherTabs: (count: number) =>
    count === 1
      ? 'Another tab still needs the old version. Close it first.'
      : `${count} other tabs still need the old version. Close them first.`,
  reload: 'Reload with the new version',
  later: 'Later',
} as const;

export function UpdateNotice() {
  const { waiting, otherTabs } = useStore(updates);
  return (
    <div role="status">
      {waiting && (
        <div className={styles.notice}>
          <p>
            {STRINGS.ready} {otherTabs > 0 && STRINGS.otherTabs(otherTabs)}
          </p>
          <button type="button" className="button" onClick={() => void startNewVersion()}>
            {STRINGS.reload}
          </button>
          <button type="button" className="button" onClick={keepOldVersion}>
            {STRINGS.later}
          </button>
        </div>
      )}
    </div>
  );
}
