// The run of an earlier visit that was not done: go on with it, or start afresh.
import { objectives } from '../../objectives/index.ts';
import { isElsewhere, type PageState, type Run } from '../../store/page_state.ts';
import { taskCards } from '../../tasks/task.ts';
import { goOnWith } from '../frame/go_on.ts';
import { Icon } from '../frame/Icon.tsx';
import { useNow } from '../frame/useNow.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { timeAgo } from '../words/time_ago.ts';
import styles from './Transport.module.css';

const STRINGS = {
  place: (method: string, task: string, step: number, total: number) =>
    `${method} on ${task}, step ${step.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  paused: (place: string, ago: string) => `${place}, paused ${ago}.`,
  saved: (place: string, ago: string) => `${place}, saved ${ago}.`,
  elsewhere: (place: string) => `${place}, goes on in another tab.`,
  goOn: 'Go on',
  afresh: 'Start afresh',
  dismiss: 'Not now: it stays in the list of runs',
} as const;

const returnedRun = ({ runs, returnedId }: PageState): Run | undefined =>
  runs.find(({ id }) => id === returnedId);

function sentence({ config, kept }: Run, isTaken: boolean, nowMs: number): string {
  const { step, totalSteps, savedMs, status } = kept!;
  const place = STRINGS.place(
    objectives[config.method].label,
    taskCards[config.task].label,
    step,
    totalSteps,
  );
  if (isTaken) return STRINGS.elsewhere(place);
  return (status === 'paused' ? STRINGS.paused : STRINGS.saved)(place, timeAgo(savedMs, nowMs));
}

/** Where that run is the current one, the main button goes on with it. */
export function ReturnLine() {
  const store = useActions();
  const run = usePage(returnedRun);
  const isCurrent = usePage((state) => state.currentRunId === state.returnedId);
  const isTaken = usePage((state) => run !== undefined && isElsewhere(state, run));
  const nowMs = useNow();
  if (!run?.kept) return null;
  return (
    <p className={styles.changes} role="status">
      {sentence(run, isTaken, nowMs)}{' '}
      {isCurrent ? (
        <button type="button" className="tool" onClick={store.restart}>
          {STRINGS.afresh}
        </button>
      ) : (
        <>
          {!isTaken && (
            <button type="button" className="tool" onClick={() => void goOnWith(store, run.id)}>
              {STRINGS.goOn}
            </button>
          )}
          <button
            type="button"
            className="tool"
            aria-label={STRINGS.dismiss}
            title={STRINGS.dismiss}
            onClick={store.dismissReturn}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </p>
  );
}
