// The run file that is being read, and the question whether a newer state takes the place of a run.
import type { FileOpening as Opening } from '../../store/page_state.ts';
import { useNow } from '../frame/useNow.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { timeAgo } from '../words/time_ago.ts';
import styles from './DropTarget.module.css';

const STRINGS = {
  reading: (name: string) => `Reading ${name}…`,
  newer: (name: string, id: number) => `${name} has a newer state of run #${id}`,
  at: (step: number, ago: string) => `step ${step.toLocaleString('en')}, saved ${ago}`,
  replace: (id: number) => `Replace run #${id}`,
  copy: 'Keep both',
  cancel: 'Do not open it',
} as const;

export function FileOpening() {
  const file = usePage((state) => state.fileOpening);
  return (
    <div role="status">
      {file && (
        <div className={styles.opening}>
          {file.newer ? (
            <Question name={file.name} newer={file.newer} />
          ) : (
            <p>{STRINGS.reading(file.name)}</p>
          )}
        </div>
      )}
    </div>
  );
}

function Question({ name, newer }: { readonly name: string; readonly newer: NonNullable<Opening['newer']> }) {
  const { answerReplacement } = useActions();
  const nowMs = useNow();
  const { runId, step, savedMs } = newer;
  return (
    <>
      <p>
        {STRINGS.newer(name, runId)}: {STRINGS.at(step, timeAgo(savedMs, nowMs))}.
      </p>
      <button type="button" className="button primary" onClick={() => answerReplacement('replace')}>
        {STRINGS.replace(runId)}
      </button>
      <button type="button" className="button" onClick={() => answerReplacement('copy')}>
        {STRINGS.copy}
      </button>
      <button type="button" className="button" onClick={() => answerReplacement('cancel')}>
        {STRINGS.cancel}
      </button>
    </>
  );
}
