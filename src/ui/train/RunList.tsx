// The runs on the charts: shown or hidden, kept beyond five, removed.
import { useMemo } from 'react';
import { configDiff } from '../../config/diff.ts';
import type { Run } from '../../store/page_state.ts';
import { KEPT_RUNS } from '../../store/reducer.ts';
import { taskCards } from '../../tasks/task.ts';
import { SeriesSwatch } from '../charts/ChartLegend.tsx';
import { formatNumber } from '../charts/number_format.ts';
import { Icon } from '../frame/Icon.tsx';
import { useActions, useCurrentRun, usePage } from '../frame/useStore.ts';
import styles from './RunList.module.css';
import { type RunStyle, runName, runStyles } from './run_name.ts';

const STRINGS = {
  title: 'Runs',
  note: `${KEPT_RUNS} runs fit. One more pushes out the oldest unpinned one.`,
  current: 'current',
  otherTask: (label: string) => `on ${label}, not drawn here`,
  show: 'Show in charts',
  pin: 'Keep',
  remove: 'Remove',
  changedAt: (step: number, diff: string) => `from step ${step}: ${diff}`,
  figures: (reward: string, kl: string, step: number) => `reward ${reward} at KL ${kl}, step ${step}`,
} as const;

export function RunList() {
  const runs = usePage((state) => state.runs);
  const task = useCurrentRun()?.config.task;
  const styleOf = useMemo(() => runStyles(runs), [runs]);
  return (
    <div className={styles.list}>
      <h3 className={styles.title}>{STRINGS.title}</h3>
      <ul>
        {runs.toReversed().map((run) => (
          <RunItem key={run.id} run={run} look={styleOf.get(run.id)!} drawable={run.config.task === task} />
        ))}
      </ul>
      <p className={styles.note}>{STRINGS.note}</p>
    </div>
  );
}

interface RunItemProps {
  readonly run: Run;
  readonly look: RunStyle;
  readonly drawable: boolean;
}

function RunItem({ run, look, drawable }: RunItemProps) {
  const store = useActions();
  const isCurrent = usePage((state) => state.currentRunId === run.id);
  const latest = run.evaluations.at(-1);
  const name = `#${run.id} ${runName(run)}`;
  return (
    <li className={styles.run} data-hidden={run.hidden || !drawable}>
      <SeriesSwatch series={look} />
      <div className={styles.text}>
        <span className={styles.name}>{name}</span>
        {isCurrent && <span className={styles.current}> {STRINGS.current}</span>}
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
      <div className={styles.tools}>
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
        {!isCurrent && (
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
    </li>
  );
}
