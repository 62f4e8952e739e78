// A modal dialog under its title, with a button that closes it. Native <dialog>: Esc closes it and the focus returns.
import type { ReactNode, RefObject } from 'react';
import styles from './TitledDialog.module.css';

const CLOSE = 'Close';

export interface TitledDialogProps {
  readonly dialogRef: RefObject<HTMLDialogElement | null>;
  readonly title: string;
  /** Its width. */
  readonly className: string;
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

export function TitledDialog({ dialogRef, title, className, onClose, children }: TitledDialogProps) {
  return (
    <dialog
      ref={dialogRef}
      className={`${styles.dialog} ${className}`}
      aria-label={title}
      // What closes inside it, such as a field of files, is not it.
      onClose={({ target, currentTarget }) => target === currentTarget && onClose?.()}
    >
      <div className={styles.head}>
        <h2>{title}</h2>
        <form method="dialog">
          <button type="submit" className="button">
            {CLOSE}
          </button>
        </form>
      </div>
      {children}
    </dialog>
  );
}
