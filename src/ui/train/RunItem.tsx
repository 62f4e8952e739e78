// One run in the list: how it differs, where it stands, and what can be done with it.
import { configDiff } from '../../config/diff.ts';
import { isElsewhere, type Run } from '../../store/page_state.ts';
import { taskCards } from '../../tasks/task.ts';
import { SeriesSwatch } from '../charts/ChartLegend.tsx';
import { formatNumber } from '../charts/number_format.ts';
import { goOnWith } from '../frame/go_on.ts';
import { Icon } from '../frame/Icon.tsx';
import { useNow } from '../frame/useNow.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { timeAgo } from '../words/time_ago.ts';
import { ClusterButton } from './cluster/ClusterButton.tsx';
import styles from './RunList.module.css';
import { type RunStyle, runName } from './run_name.ts';
import { SaveRunButton } from './SaveRunButton.tsx';

const STRINGS = {
  current: 'current',
  elsewhere: 'open in another tab',
  otherTask: (label: string) => `on ${label}, not drawn here`,
  open: 'Open',
  goOn: 'Go on',
  show: 'Show in charts',
  pin: 'Keep',
  remove: 'Remove',
  stepOf: (step: number, total: number) =>
    `step ${step.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  finished: (step: number) => `finished at step ${step.toLocaleString('en')}`,
  saved: (place: string, ago: string) => `${place}, saved ${ago}`,
  from: (step: number, run: string) => `from step ${step.toLocaleString('en')} of ${run}`,
  goneRun: 'a removed run',
  changedAt: (step: number, diff: string) => `from step ${step}: ${diff}`,
  figures: (reward: string, kl: string, step: number) => `reward ${reward} at KL ${kl}, step ${step}`,
} as const;

interface RunItemProps {
  readonly run: Run;
  readonly name: string;
  readonly look: RunStyle;
  readonly drawable: boolean;
}

export function RunItem({ run, name, look, drawable }: RunItemProps) {
  const isCurrent = usePage((state) => state.currentRunId === run.id);
  const isTaken = usePage((state) => isElsewhere(state, run));
  const latest = run.evaluations.at(-1);
  return (
    <div className={styles.run} data-hidden={run.hidden || !drawable}>
      <SeriesSwatch series={look} />
      <div className={styles.text}>
        <span className={styles.name} title={runName(run)}>
          {name}
        </span>
        {isCurrent && <span className={styles.mark}> {STRINGS.current}</span>}
        {isTaken && <span className={styles.mark}> {STRINGS.elsewhere}</span>}
        <Standing run={run} />
        {latest && drawable && (
          <span className={styles.figures}>
            {STRINGS.figures(formatNumber(latest.reward.mean), formatNumber(latest.kl.mean), latest.step)}
          </span>
        )}
        {!drawable && (
          <span className={styles.figures}>{STRINGS.otherTask(taskCards[run.config.task].label)}</span>
        )}
        {run.changes.slice(-2).map((change) => (
          <span key={`${change.step} ${configDiff(change.from, change.to)}`} className={styles.figures}>
            {STRINGS.changedAt(change.step, configDiff(change.from, change.to))}
          </span>
        ))}
      </div>
      <Tools run={run} name={name} isCurrent={isCurrent} isTaken={isTaken} />
    </div>
  );
}

/** Where the run stands, and where it comes from. */
function Standing({ run: { kept } }: { readonly run: Run }) {
  const nowMs = useNow();
  const parentKey = kept?.parent?.key;
  const parentId = usePage(({ runs }) => runs.find((run) => parentKey && run.kept?.key === parentKey)?.id);
  if (!kept) return null;
  const { status, step, totalSteps, savedMs, parent } = kept;
  const place = status === 'finished' ? STRINGS.finished(step) : STRINGS.stepOf(step, totalSteps);
  return (
    <>
      {parent && (
        <span className={styles.figures}>
          {STRINGS.from(parent.step, parentId === undefined ? STRINGS.goneRun : `#${parentId}`)}
        </span>
      )}
      <span className={styles.figures}>{STRINGS.saved(place, timeAgo(savedMs, nowMs))}</span>
    </>
  );
}

interface ToolsProps {
  readonly run: Run;
  readonly name: string;
  readonly isCurrent: boolean;
  readonly isTaken: boolean;
}

/** A run that another tab has can only be watched. */
function Tools({ run, name, isCurrent, isTaken }: ToolsProps) {
  const store = useActions();
  const isFinished = run.kept?.status === 'finished';
  const open = isFinished ? STRINGS.open : STRINGS.goOn;
  return (
    <div className={styles.tools}>
      {!isCurrent && !isTaken && run.kept && (
        <button
          type="button"
          className={`tool ${styles.open}`}
          aria-label={`${open}: ${name}`}
          onClick={() => void goOnWith(store, run.id, !isFinished)}
        >
          {open}
        </button>
      )}
      <button
        type="button"
        className="tool"
        aria-pressed={!run.hidden}
        aria-label={`${STRINGS.show}: ${name}`}
        title={STRINGS.show}
        onClick={() => store.hideRun(run.id, !run.hidden)}
      >
        <Icon name="eye" />
      </button>
      {!isTaken && (
        <button
          type="button"
          className="tool"
          aria-pressed={run.pinned}
          aria-label={`${STRINGS.pin}: ${name}`}
          title={STRINGS.pin}
          onClick={() => store.pinRun(run.id, !run.pinned)}
        >
          <Icon name="pin" />
        </button>
      )}
      <SaveRunButton run={run} name={name} />
      <ClusterButton run={run} name={name} />
      {!isCurrent && !isTaken && (
        <button
          type="button"
          className="tool"
          aria-label={`${STRINGS.remove}: ${name}`}
          title={STRINGS.remove}
          onClick={() => store.removeRun(run.id)}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
