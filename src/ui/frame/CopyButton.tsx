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
  const isCopied = outcome?.text === text ? outcome.copied : undefined;
  const copy = async () => {
    // Absent over plain http. It must be asked at once: a browser refuses after the press has passed.
    const { clipboard } = navigator as { readonly clipboard?: Clipboard };
    const copied = await clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    setOutcome({ text, copied: copied ?? false });
  };
  return (
    <>
      <button type="button" className="button" onClick={() => void copy()}>
        {isCopied ? STRINGS.copied : label}
      </button>
      <span className="visually-hidden" role="status">
        {isCopied && STRINGS.copied}
      </span>
      {isCopied === false && (
        <textarea className={styles.text} aria-label={name} readOnly rows={6} value={text} />
      )}
    </>
  );
}
