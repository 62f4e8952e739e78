// The runs that a cluster went on with: where they were computed, and the way to take them off the frontier.
import { frontierProblem } from '../../../own/export/frontier_problem.ts';
import { stepsText } from '../../../store/cluster_runs.ts';
import { currentRun } from '../../../store/page_state.ts';
import { taskCards } from '../../../tasks/task.ts';
import { SeriesSwatch } from '../../charts/ChartLegend.tsx';
import { formatNumber } from '../../charts/number_format.ts';
import { Icon } from '../../frame/Icon.tsx';
import { useActions, usePage } from '../../frame/useStore.ts';
import styles from '../RunList.module.css';
import { clusterRunName, clusterRunStyle } from './cluster_series.ts';

const STRINGS = {
  title: 'Computed elsewhere',
  note: 'As their files say: nothing here has checked them. They go when this page is reloaded.',
  steps: (steps: string, left: number, where: string) =>
    `${steps}, from step ${left} of a run here; on ${where}`,
  figures: (reward: string, kl: string, step: number) => `reward ${reward} at KL ${kl}, step ${step}`,
  notDrawn: (task: string) => `on ${task}, not drawn here`,
  remove: 'Remove',
} as const;

export function ClusterRuns() {
  const store = useActions();
  const runs = usePage((state) => state.clusterRuns);
  const shown = usePage((state) => currentRun(state)?.config);
  return (
    <section className={styles.list} aria-label={STRINGS.title}>
      <ul className={styles.roots}>
        {runs.map((run) => {
          const last = run.points.at(-1)!;
          const isDrawn = shown !== undefined && frontierProblem(run, shown) === undefined;
          return (
            <li key={run.id}>
              <div className={styles.run} data-hidden={!isDrawn}>
                <SeriesSwatch series={clusterRunStyle(run)} />
                <div className={styles.text}>
                  <span className={styles.name}>{clusterRunName(run)}</span>
                  <span className={styles.figures}>
                    {STRINGS.steps(stepsText(run), run.leftAtStep, run.computedOn)}
                  </span>
                  <span className={styles.figures}>
                    {isDrawn
                      ? STRINGS.figures(formatNumber(last.reward.mean), formatNumber(last.kl.mean), last.step)
                      : STRINGS.notDrawn(taskCards[run.config.task].label)}
                  </span>
                </div>
                <div className={styles.tools}>
                  <button
                    type="button"
                    className="tool"
                    aria-label={`${STRINGS.remove}: ${clusterRunName(run)}`}
                    title={STRINGS.remove}
                    onClick={() => store.removeClusterRun(run.id)}
                  >
                    <Icon name="close" />
                  </button>
                </div>
              </div>
            </li>
          );
        })}
      </ul>
      <p className={styles.note}>{STRINGS.note}</p>
    </section>
  );
}
