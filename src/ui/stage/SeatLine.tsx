// The seat of a class: the number on the desk picks a value and a seed, so that a room of laptops runs one sweep.
import { type FormEvent, useId, useState } from 'react';
import { SEAT, type Seats, seatSettings, withSeat } from '../../config/class_link.ts';
import { nameOf } from '../../config/diff.ts';
import { readUrl } from '../../config/url.ts';
import { type MethodName, objectives } from '../../objectives/index.ts';
import { parseNumber } from '../../settings/parse.ts';
import { useActions } from '../frame/useStore.ts';
import { addressQuery } from '../link/address_query.ts';
import { changeClassLink, useClassLink } from '../link/class_link.ts';
import styles from './SeatLine.module.css';

const STRINGS = {
  label: 'Which number is on your desk?',
  take: 'Take this seat',
  refused: `Takes a whole number from ${SEAT.min} to ${SEAT.max}.`,
  seat: (seat: number) => `Seat ${seat}`,
  dealt: (name: string, value: string, seed: number) =>
    `${name} ${value}, seed ${seed}. Your teacher’s list.`,
  change: 'Another seat',
} as const;

export function SeatLine() {
  const store = useActions();
  const link = useClassLink();
  const { seats, seat } = link;
  const [asks, setAsks] = useState(false);
  if (!seats) return null;
  const take = (taken: number) => {
    changeClassLink({ ...link, seat: taken });
    store.editAll(readUrl(withSeat(addressQuery())).config);
    setAsks(false);
  };
  if (seat === undefined || asks) return <SeatForm seat={seat} onTake={take} />;
  const { value, seed } = seatSettings(seats, seat);
  return (
    <p className={styles.line}>
      <strong>{STRINGS.seat(seat)}</strong>
      <span>{STRINGS.dealt(nameOf(seats.field), valueText(seats, value), seed)}</span>
      <button type="button" className="tool" onClick={() => setAsks(true)}>
        {STRINGS.change}
      </button>
    </p>
  );
}

const valueText = ({ field }: Seats, value: string | number): string =>
  field === 'method' ? objectives[value as MethodName].label : String(value);

interface SeatFormProps {
  readonly seat?: number;
  readonly onTake: (seat: number) => void;
}

function SeatForm({ seat, onTake }: SeatFormProps) {
  const id = useId();
  const [text, setText] = useState(seat === undefined ? '' : String(seat));
  const [refused, setRefused] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const taken = parseNumber(SEAT, text);
    setRefused(taken === undefined);
    if (taken !== undefined) onTake(taken);
  };
  return (
    <form className={`${styles.line} ${styles.asks}`} noValidate onSubmit={submit}>
      <label htmlFor={id}>{STRINGS.label}</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        className={styles.number}
        value={text}
        aria-invalid={refused}
        aria-describedby={`${id}-problem`}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="button primary">
        {STRINGS.take}
      </button>
      <span id={`${id}-problem`} role="status" className={styles.problem}>
        {refused && STRINGS.refused}
      </span>
    </form>
  );
}
