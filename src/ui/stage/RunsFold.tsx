// The runs that are kept. It opens by itself at the second run, and where something was removed, cannot be read, or was
// computed elsewhere. A lone run is listed once it rests: a first visit has enough to look at.
import { usePage } from '../frame/useStore.ts';
import { useHidden } from '../link/class_link.ts';
import { RunList } from '../train/RunList.tsx';
import styles from './RunsFold.module.css';

const STRINGS = {
  title: (count: number) => (count === 1 ? '1 run' : `${count} runs`),
} as const;

export function RunsFold() {
  const count = usePage((state) => state.runs.length);
  const needsEyes = usePage(
    ({ removed, unreadable, clusterRuns }) => removed.length + unreadable.length + clusterRuns.length > 0,
  );
  const rests = usePage(
    ({ runs, progress }) => progress.status !== 'running' && runs.some(({ kept }) => kept),
  );
  const hidden = useHidden('runs');
  if (hidden) return null;
  if (count < 2 && !needsEyes && !rests) return null;
  return (
    <details open={count > 1 || needsEyes} className={styles.fold} data-folds="runs">
      <summary>{STRINGS.title(count)}</summary>
      <RunList />
    </details>
  );
}
