// The link of a class for a whole room: the QR code and the address, as large as the screen allows.
import { useEffect, useRef } from 'react';
import styles from './ClassDialog.module.css';
import { QrCode } from './QrCode.tsx';

const STRINGS = { title: 'The link for the class', close: 'Close' } as const;

const LARGEST_PX = 96;
/** Of a letter, in parts of its height: width, and the distance of lines. */
const LETTER = { width: 0.6, line: 1.25 } as const;
/** Shares of the screen that the address has. */
const ROOM = { width: 0.5, height: 0.7 } as const;

/** The largest size, px, in which that many letters fit beside the code. */
const fittingSize = (letters: number): number =>
  Math.min(
    LARGEST_PX,
    Math.sqrt((ROOM.width * innerWidth * ROOM.height * innerHeight) / (letters * LETTER.width * LETTER.line)),
  );

export interface ClassScreenProps {
  readonly address: string;
  readonly onClose: () => void;
}

export function ClassScreen({ address, onClose }: ClassScreenProps) {
  const dialogRef = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    let wanted = true;
    // The dialog comes after, and so above. Where a browser refuses, it fills the window.
    const open = () => wanted && dialogRef.current!.showModal();
    document.documentElement.requestFullscreen().then(open, open);
    return () => {
      wanted = false;
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, []);
  return (
    <dialog ref={dialogRef} className={styles.screen} aria-label={STRINGS.title} onClose={onClose}>
      <QrCode text={address} />
      <p style={{ fontSize: fittingSize(address.length) }}>{address.replace(/^https?:\/\//, '')}</p>
      <form method="dialog">
        <button type="submit" className="button">
          {STRINGS.close}
        </button>
      </form>
    </dialog>
  );
}
