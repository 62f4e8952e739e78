// The runs on the chart. It opens by itself at the second run.
import { useEffect, useRef } from 'react';
import { usePage } from '../frame/useStore.ts';
import { RunList } from '../train/RunList.tsx';
import styles from './RunsFold.module.css';

const STRINGS = {
  title: (count: number) => (count === 1 ? '1 run' : `${count} runs`),
} as const;

export function RunsFold() {
  const count = usePage((state) => state.runs.length);
  const fold = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (count === 2 && fold.current) fold.current.open = true;
  }, [count]);
  return (
    <details ref={fold} className={styles.fold}>
      <summary>{STRINGS.title(count)}</summary>
      <RunList />
    </details>
  );
}
