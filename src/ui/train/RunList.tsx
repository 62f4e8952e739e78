// The runs that are kept: a tree of runs and their forks, what was removed, and what all of it takes.
import { useMemo } from 'react';
import type { Run } from '../../store/page_state.ts';
import { KEPT_RUNS } from '../../store/reducer.ts';
import { lazyPart } from '../frame/lazy_part.tsx';
import { useCurrentRun, usePage } from '../frame/useStore.ts';
import { RemovalLine } from './RemovalLine.tsx';
import { RunItem } from './RunItem.tsx';
import styles from './RunList.module.css';
import { RunListFoot } from './RunListFoot.tsx';
import { runNames, runStyles } from './run_name.ts';
import { type RunBranch, runTree } from './run_tree.ts';

const ClusterRuns = lazyPart(async () => (await import('./cluster/ClusterRuns.tsx')).ClusterRuns);

const STRINGS = {
  title: 'Runs',
  note: `${KEPT_RUNS} runs are kept. One more pushes out the oldest unpinned one.`,
} as const;

export function RunList() {
  const runs = usePage((state) => state.runs);
  const task = useCurrentRun()?.config.task;
  const hasElsewhere = usePage((state) => state.clusterRuns.length > 0);
  const styleOf = useMemo(() => runStyles(runs), [runs]);
  const names = useMemo(() => runNames(runs), [runs]);
  const branch = ({ run, forks }: RunBranch<Run>) => (
    <li key={run.id}>
      <RunItem
        run={run}
        name={`#${run.id} ${names.get(run.id)}`}
        look={styleOf.get(run.id)!}
        drawable={run.config.task === task}
      />
      {forks.length > 0 && <ul className={styles.forks}>{forks.map(branch)}</ul>}
    </li>
  );
  return (
    <div className={styles.list}>
      <h3 className={styles.title}>{STRINGS.title}</h3>
      <RemovalLine />
      <ul className={styles.roots}>{runTree(runs).map(branch)}</ul>
      {hasElsewhere && <ClusterRuns />}
      <p className={styles.note}>{STRINGS.note}</p>
      <RunListFoot />
    </div>
  );
}
