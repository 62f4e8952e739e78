// A text as a QR code. Its encoder loads when it is needed.
import { useEffect, useState } from 'react';
import { QUIET_MODULES, qrPath } from './qr_path.ts';
import styles from './ShareContent.module.css';

const STRINGS = {
  qr: 'The link as a QR code',
  tooLong: 'The link is too long for a QR code.',
  notLoaded: 'The QR code could not be loaded. Open this panel again.',
} as const;

type Code = { readonly path: string; readonly size: number } | 'tooLong' | 'notLoaded';

export function QrCode({ text }: { readonly text: string }) {
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
