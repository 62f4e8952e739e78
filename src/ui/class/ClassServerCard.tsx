// For a class in this room's network: its address and QR code, whether a laptop has reached it, and the pace.
import { useEffect, useState } from 'react';
import type { ClassState } from '../../class/pace.ts';
import { CopyButton } from '../frame/CopyButton.tsx';
import { QrCode } from '../share/QrCode.tsx';
import styles from './ClassServerCard.module.css';
import { tellPace } from './useClassServer.ts';

const STRINGS = {
  title: 'In this room',
  lede: 'Learners open this address. Their computers compute on the CPU: browsers give the GPU to https alone.',
  link: 'Address for learners',
  copy: 'Copy',
  qr: 'The address as a QR code',
  alone: 'This computer is in no network, so no laptop can reach it.',
  arrived: (count: number, listening: number) =>
    `${count} other ${count === 1 ? 'computer has' : 'computers have'} arrived; ${listening} ${listening === 1 ? 'page is' : 'pages are'} open now.`,
  test: 'Test the network',
  testing: (seconds: number) => `Open the address on one laptop now: ${seconds} s`,
  reached: 'Arrived. This network lets laptops reach this computer.',
  notReached: 'Not after 10 s. This network keeps computers apart: collect lines by chat.',
  pace: 'Pace',
  pause: 'Pause the class',
  goOn: 'Go on',
  step: 'Step',
  goTo: 'Go to this step',
  afresh: 'All start afresh',
} as const;

const PATIENCE_S = 10;

export function ClassServerCard({ server }: { readonly server: ClassState }) {
  const { addresses, arrived, listening, pace } = server;
  const [address, setAddress] = useState(addresses[0]);
  const [step, setStep] = useState('1');
  const wanted = Number(step);
  return (
    <section className={`card ${styles.card}`} aria-labelledby="class-server">
      <div className={styles.words}>
        <h2 className="card-title" id="class-server">
          {STRINGS.title}
        </h2>
        {address === undefined ? (
          <p>{STRINGS.alone}</p>
        ) : (
          <>
            <p className={styles.soft}>{STRINGS.lede}</p>
            <div className={styles.row}>
              {addresses.length > 1 ? (
                <select
                  className={`select ${styles.address}`}
                  aria-label={STRINGS.link}
                  value={address}
                  onChange={({ target }) => setAddress(target.value)}
                >
                  {addresses.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
              ) : (
                <span className={styles.address}>{address}</span>
              )}
              <CopyButton text={address} label={STRINGS.copy} name={STRINGS.link} />
            </div>
            <ReachTest arrived={arrived} />
          </>
        )}
        <p className={styles.soft} role="status">
          {STRINGS.arrived(arrived, listening)}
        </p>
        <fieldset className={styles.row} aria-label={STRINGS.pace}>
          <button
            type="button"
            className="button"
            onClick={() => void tellPace({ ...pace, paused: !pace.paused })}
          >
            {pace.paused ? STRINGS.goOn : STRINGS.pause}
          </button>
          <label className={styles.step}>
            {STRINGS.step}
            <input
              type="number"
              min={1}
              max={50}
              value={step}
              onChange={({ target }) => setStep(target.value)}
            />
          </label>
          <button
            type="button"
            className="button"
            disabled={!(Number.isInteger(wanted) && wanted >= 1 && wanted <= 50)}
            onClick={() =>
              void tellPace({ ...pace, goTo: { step: wanted, call: (pace.goTo?.call ?? 0) + 1 } })
            }
          >
            {STRINGS.goTo}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => void tellPace({ paused: false, fresh: pace.fresh + 1 })}
          >
            {STRINGS.afresh}
          </button>
        </fieldset>
      </div>
      {address !== undefined && (
        <div className={styles.qr}>
          <QrCode text={address} name={STRINGS.qr} />
        </div>
      )}
    </section>
  );
}

/** Counts down from the press until another computer arrives. */
function ReachTest({ arrived }: { readonly arrived: number }) {
  const [left, setLeft] = useState<number>();
  const isCounting = left !== undefined && left > 0 && arrived === 0;
  useEffect(() => {
    if (!isCounting) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [isCounting, left]);
  return (
    <div className={styles.row}>
      <button type="button" className="button" disabled={isCounting} onClick={() => setLeft(PATIENCE_S)}>
        {STRINGS.test}
      </button>
      <span role="status" className={styles.soft}>
        {left !== undefined &&
          (arrived > 0 ? STRINGS.reached : isCounting ? STRINGS.testing(left) : STRINGS.notReached)}
      </span>
    </div>
  );
}
