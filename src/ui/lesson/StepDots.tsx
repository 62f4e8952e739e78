// A dot for each step: full once done, half for a recorded run, hollow if skipped. It says so in words, too.
import type { LessonStep } from '../../lessons/lesson.ts';
import { usePage } from '../frame/useStore.ts';
import styles from './StepDots.module.css';

const STRINGS = {
  label: 'Steps of the lesson',
  how: { done: 'done', recorded: 'with a recorded run', skipped: 'skipped', open: 'to do' },
  dot: (title: string, how: string) => `${title}: ${how}`,
} as const;

interface StepDotsProps {
  readonly steps: readonly LessonStep[];
  /** From 0. */
  readonly at: number;
}

export function StepDots({ steps, at }: StepDotsProps) {
  const passed = usePage((state) => state.learning.passed);
  return (
    <ol className={styles.dots} aria-label={STRINGS.label}>
      {steps.map(({ id, title }, i) => {
        const how = passed[id]?.how ?? 'open';
        const words = STRINGS.dot(title, STRINGS.how[how]);
        return (
          <li key={id} data-how={how} title={words} aria-current={i === at ? 'step' : undefined}>
            <span className="visually-hidden">{words}</span>
          </li>
        );
      })}
    </ol>
  );
}
