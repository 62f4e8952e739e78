// A word of the glossary: dotted, and explained on hover, focus and tap. The plain word comes first, the symbol after it.
import { type KeyboardEvent, useId, useRef, useSyncExternalStore } from 'react';
import { glossary, type Notion, type NotionName } from './glossary.ts';
import styles from './Term.module.css';
import { currentWording, subscribeToWording, type Wording } from './terms.ts';

const STRINGS = {
  inThePaper: (name: string) => `In the paper: ${name}.`,
  inPlainWords: (name: string) => `In plain words: ${name}.`,
} as const;

const GAP_PX = 6;
const MARGIN_PX = 8;

export const useWording = (): Wording => useSyncExternalStore(subscribeToWording, currentWording);

/** The notion's name in the wording of the page, such as for a chart's axis. */
export const nameOf = (name: NotionName, wording: Wording): string => glossary[name][wording];

export interface TermProps {
  readonly name: NotionName;
  /** Replaces the word, such as at the start of a sentence. */
  readonly children?: string;
  /** Default: shown. */
  readonly symbol?: boolean;
}

export function Term({ name, children, symbol = true }: TermProps) {
  const notion: Notion = glossary[name];
  const wording = useWording();
  const id = useId();
  const word = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  const show = () => {
    if (note.current?.matches(':popover-open')) return;
    note.current?.showPopover();
    place(note.current!, word.current!);
  };
  const hide = () => note.current?.hidePopover();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') hide();
  };
  const other = wording === 'plain' ? STRINGS.inThePaper(notion.paper) : STRINGS.inPlainWords(notion.plain);
  return (
    <span className={styles.term}>
      <button
        ref={word}
        type="button"
        className={styles.word}
        aria-describedby={id}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={onKeyDown}
      >
        {(wording === 'plain' && children) || notion[wording]}
      </button>
      {symbol && notion.symbol && <span className={styles.symbol}> {notion.symbol}</span>}
      <span ref={note} id={id} role="tooltip" popover="manual" className={styles.note}>
        {notion.meaning} {notion.plain === notion.paper ? '' : other}
      </span>
    </span>
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
