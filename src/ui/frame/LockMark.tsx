// A padlock beside what a teacher has set. It describes the field to screen readers, too.
import { Icon } from './Icon.tsx';
import styles from './LockMark.module.css';

const STRINGS = { locked: 'Set by your teacher' } as const;

export interface LockMarkProps {
  /** Of the description, for the field's `aria-describedby`. */
  readonly id?: string;
  /** Shows the words, where there is room for them. */
  readonly words?: boolean;
}

export function LockMark({ id, words = false }: LockMarkProps) {
  return (
    <span className={styles.mark} title={STRINGS.locked}>
      <Icon name="lock" />
      <span id={id} className={words ? undefined : 'visually-hidden'}>
        {STRINGS.locked}
      </span>
    </span>
  );
}
