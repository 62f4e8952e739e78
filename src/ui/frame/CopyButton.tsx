// Copies a text. Where the browser refuses, the text appears, to be copied by hand.
import { useState } from 'react';
import styles from './CopyButton.module.css';

const STRINGS = { copied: 'Copied' } as const;

export interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** What the text is. */
  readonly name: string;
}

export function CopyButton({ text, label, name }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<{ readonly text: string; readonly copied: boolean }>();
  const copied = outcome?.text === text ? outcome.copied : undefined;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setOutcome({ text, copied: true }),
      () => setOutcome({ text, copied: false }),
    );
  return (
    <>
      <button type="button" className="button" onClick={copy}>
        {copied ? STRINGS.copied : label}
      </button>
      <span className="visually-hidden" role="status">
        {copied && STRINGS.copied}
      </span>
      {copied === false && (
        <textarea className={styles.text} aria-label={name} readOnly rows={6} value={text} />
      )}
    </>
  );
}
