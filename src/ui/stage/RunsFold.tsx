// The runs on the chart. It opens by itself at the second run.
import { usePage } from '../frame/useStore.ts';
import { RunList } from '../train/RunList.tsx';
import styles from './RunsFold.module.css';

const STRINGS = {
  title: (count: number) => `${count} runs`,
} as const;

export function RunsFold() {
  const count = usePage((state) => state.runs.length);
  if (count < 2) return null;
  return (
    <details open className={styles.fold}>
      <summary>{STRINGS.title(count)}</summary>
      <RunList />
    </details>
  );
}
