// A padlock beside what a teacher has set. It describes the field to screen readers, too.
import { Icon } from './Icon.tsx';
import styles from './LockMark.module.css';

const STRINGS = { locked: 'Set by your teacher' } as const;

/** @param id of the description, for the field's `aria-describedby` */
export function LockMark({ id }: { readonly id?: string }) {
  return (
    <span className={styles.mark} title={STRINGS.locked}>
      <Icon name="lock" />
      <span id={id} className="visually-hidden">
        {STRINGS.locked}
      </span>
    </span>
  );
}
