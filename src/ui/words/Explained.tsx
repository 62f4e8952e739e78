// A dotted word that is explained on hover, focus and tap, in a note that stays inside the window.
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import styles from './Explained.module.css';

const GAP_PX = 6;
const MARGIN_PX = 8;

export interface ExplainedProps {
  /** The explanation. */
  readonly note: ReactNode;
  /** Replaces the look of a dotted word. */
  readonly className?: string;
  readonly children: ReactNode;
}

export function Explained({ note, className = styles.word, children }: ExplainedProps) {
  const id = useId();
  const wordRef = useRef<HTMLButtonElement>(null);
  const noteRef = useRef<HTMLSpanElement>(null);
  const show = () => {
    if (noteRef.current?.matches(':popover-open')) return;
    noteRef.current?.showPopover();
    place(noteRef.current!, wordRef.current!);
  };
  const hide = () => noteRef.current?.hidePopover();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') hide();
  };
  return (
    <>
      <button
        ref={wordRef}
        type="button"
        className={className}
        data-explained
        aria-describedby={id}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={onKeyDown}
      >
        {children}
      </button>
      <span ref={noteRef} id={id} role="tooltip" popover="manual" className={styles.note}>
        {note}
      </span>
    </>
  );
}

/** Below the word, or above it where the window ends. */
function place(note: HTMLElement, word: HTMLElement): void {
  const at = word.getBoundingClientRect();
  const { width, height } = note.getBoundingClientRect();
  const left = Math.min(Math.max(MARGIN_PX, at.left), innerWidth - width - MARGIN_PX);
  const below = at.bottom + GAP_PX;
  const top = below + height + MARGIN_PX <= innerHeight ? below : at.top - GAP_PX - height;
  note.style.left = `${left}px`;
  note.style.top = `${Math.max(MARGIN_PX, top)}px`;
}
