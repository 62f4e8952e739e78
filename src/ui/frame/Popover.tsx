// A button with a panel beside it (native popover): Esc or a press elsewhere closes it, and focus returns to the button.
// The panel's content exists only while it is open.
import { type MouseEvent, type ReactNode, type ToggleEvent, useId, useRef, useState } from 'react';
import styles from './Popover.module.css';

const GAP_PX = 8;

export interface PopoverProps {
  /** Content of the button. */
  readonly button: ReactNode;
  /** Name of the button and of the panel for screen readers; begins with what the button shows. */
  readonly name: string;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Popover({ button, name, className, children }: PopoverProps) {
  const id = useId();
  const buttonRef = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const onBeforeToggle = ({ newState, target, currentTarget }: ToggleEvent<HTMLDivElement>) => {
    if (target !== currentTarget) return; // a panel inside this one
    if (newState === 'open') place(currentTarget, buttonRef.current!);
    setOpen(newState === 'open');
  };
  const onToggle = ({ newState }: ToggleEvent<HTMLDivElement>) => {
    // The browser returns the focus, unless what had it is gone meanwhile.
    if (newState === 'closed' && document.activeElement === document.body) buttonRef.current?.focus();
  };
  return (
    <>
      <button
        ref={buttonRef}
        type="button"
        className={className}
        aria-label={name}
        aria-haspopup="dialog"
        popoverTarget={id}
      >
        {button}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click */}
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={name}
        className={styles.panel}
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
        onClick={closeForLink}
      >
        {open && children}
      </div>
    </>
  );
}

/** Below the button, or above it low on the screen, from the edge that leaves more room. */
function place(panel: HTMLElement, button: HTMLElement): void {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const fromRight = left + right > width;
  const inset = Math.max(GAP_PX, fromRight ? width - right : left);
  const height = innerHeight;
  const above = bottom > 0.6 * height;
  panel.style.top = above ? 'auto' : `${bottom + scrollY + GAP_PX / 2}px`;
  panel.style.bottom = above ? `${height - top - scrollY + GAP_PX / 2}px` : 'auto';
  panel.style.maxHeight = `${(above ? top : height - bottom) - 2 * GAP_PX}px`;
  panel.style.left = fromRight ? 'auto' : `${inset}px`;
  panel.style.right = fromRight ? `${inset}px` : 'auto';
  panel.style.maxWidth = `${width - inset - GAP_PX}px`;
}

/** A link to another tab of the page leaves the panel behind. */
function closeForLink({ target, currentTarget }: MouseEvent<HTMLDivElement>): void {
  if (target instanceof Element && target.closest('a[href^="#"]')) currentTarget.hidePopover();
}
