// The link to what the page shows, with its settings: to copy, and as a QR code for a room.
import type { ReactNode } from 'react';
import { CopyButton } from '../frame/CopyButton.tsx';
import { LocalNote } from './LocalNote.tsx';
import { QrCode } from './QrCode.tsx';
import styles from './ShareContent.module.css';

const STRINGS = {
  link: 'Link to this page with its settings',
  copy: 'Copy',
} as const;

/** @param children more to take along */
export function ShareContent({ children }: { readonly children?: ReactNode }) {
  const link = location.href;
  return (
    <div className={styles.share}>
      <label className={styles.field}>
        {STRINGS.link}
        <input
          type="text"
          className={styles.link}
          readOnly
          value={link}
          onFocus={({ target }) => target.select()}
        />
      </label>
      <div className={styles.actions}>
        <CopyButton text={link} label={STRINGS.copy} name={STRINGS.link} />
        {children}
      </div>
      <QrCode text={link} />
      <LocalNote />
    </div>
  );
}
