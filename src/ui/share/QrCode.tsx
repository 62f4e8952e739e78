// A text as a QR code, for a camera. Its encoder loads when it is needed.
import { useEffect, useState } from 'react';
import styles from './QrCode.module.css';
import { QUIET_MODULES, qrPath } from './qr_path.ts';

const STRINGS = {
  qr: 'The link as a QR code',
  tooLong: 'The text is too long for a QR code.',
  notLoaded: 'The QR code could not be loaded. Open this panel again.',
} as const;

type Code = { readonly path: string; readonly size: number } | 'tooLong' | 'notLoaded';

/** @param name what it is, for screen readers. */
export function QrCode({ text, name = STRINGS.qr }: { readonly text: string; readonly name?: string }) {
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
    <svg className={styles.qr} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={name}>
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
