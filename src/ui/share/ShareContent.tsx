// The link to what the page shows, with its settings: to copy, and as a QR code for a room.
import { type ReactNode, useEffect, useState } from 'react';
import { CopyButton } from '../frame/CopyButton.tsx';
import { QUIET_MODULES, qrPath } from './qr_path.ts';
import styles from './ShareContent.module.css';

const STRINGS = {
  link: 'Link to this page with its settings',
  copy: 'Copy',
  qr: 'The link as a QR code',
  tooLong: 'The link is too long for a QR code.',
  notLoaded: 'The QR code could not be loaded. Open this panel again.',
  local: 'This address is your own computer’s. The link works on others only where this page is hosted.',
} as const;

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

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
      {LOCAL_HOSTS.includes(location.hostname) && <p className={styles.note}>{STRINGS.local}</p>}
    </div>
  );
}

type Code = { readonly path: string; readonly size: number } | 'tooLong' | 'notLoaded';

function QrCode({ text }: { readonly text: string }) {
  const [code, setCode] = useState<Code>();
  useEffect(() => {
    let wanted = true;
    import('uqr').then(
      ({ encode }) => wanted && setCode(encoded(encode, text)),
      () => wanted && setCode('notLoaded'),
    );
    return () => {
      wanted = false;
    };
  }, [text]);
  if (typeof code === 'string') return <p className={styles.note}>{STRINGS[code]}</p>;
  const side = (code?.size ?? 33) + 2 * QUIET_MODULES;
  return (
    <svg className={styles.qr} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={STRINGS.qr}>
      <path d={code?.path} />
    </svg>
  );
}

function encoded(encode: typeof import('uqr').encode, text: string): Code {
  try {
    const { data, size } = encode(text, { border: 0, ecc: 'M' });
    return { path: qrPath(data), size };
  } catch {
    return 'tooLong';
  }
}
