// A dot of the chart: by a tap on it, or from a list for the keyboard.
import { useId } from 'react';
import { decimals, deeds } from '../../lessons/facts.ts';
import type { Facts } from '../../lessons/lesson.ts';
import { useActions } from '../frame/useStore.ts';
import styles from './LessonAsk.module.css';

const STRINGS = {
  or: 'tap it, or choose:',
  none: 'choose a dot',
  empty: 'There are no dots yet: train first.',
  dot: (step: number, drift: string) => `step ${step}, drift ${drift}`,
  another: 'Not that one. Look again.',
} as const;

interface DotAskProps {
  readonly text: string;
  readonly facts: Facts;
  readonly isDone: boolean;
}

export function DotAsk({ text, facts, isDone }: DotAskProps) {
  const store = useActions();
  const id = useId();
  const evaluations = facts.current?.evaluations ?? [];
  const chosen = deeds(facts, 'chose-point').at(-1)?.step;
  if (evaluations.length < 2) return <p className={styles.note}>{STRINGS.empty}</p>;
  return (
    <p className={styles.inline}>
      <label htmlFor={id}>
        {text}: {STRINGS.or}
      </label>
      <select
        id={id}
        className="select"
        value={chosen ?? ''}
        onChange={({ target }) => store.note({ type: 'chose-point', step: Number(target.value) })}
      >
        <option value="" disabled>
          {STRINGS.none}
        </option>
        {evaluations.map(({ step, kl }) => (
          <option key={step} value={step}>
            {STRINGS.dot(step, decimals(kl.mean))}
          </option>
        ))}
      </select>
      {chosen !== undefined && !isDone && <span role="status">{STRINGS.another}</span>}
    </p>
  );
}
