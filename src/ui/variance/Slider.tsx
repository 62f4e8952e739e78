// A number of the Gaussian toy as slider over sensible values and as text. Both take effect at once; text out of bounds
// says what was expected and changes nothing.
import { useId, useState } from 'react';
import { type gaussianBounds, gaussianProblem } from '../../gaussian/settings.ts';
import fieldStyles from '../controls/Field.module.css';
import styles from './Controls.module.css';

export interface SliderProps {
  readonly label: string;
  readonly symbol: string;
  readonly hint: string;
  readonly name: keyof typeof gaussianBounds;
  /** The slider's stops, ascending; without, only text. */
  readonly stops?: readonly number[];
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, symbol, hint, name, stops, value, onChange }: SliderProps) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const problem =
    typed === undefined ? undefined : gaussianProblem(name, typed.trim() === '' ? Number.NaN : Number(typed));
  const position = stops ? nearest(stops, value) : 0;
  const share = stops ? position / (stops.length - 1) : 0;
  /** Text that took effect gives way to the number as it is written; a problem stays in sight. */
  const leave = () => {
    if (problem === undefined) setTyped(undefined);
  };
  return (
    <div className={fieldStyles.field}>
      <div className={styles.fieldHead}>
        <label htmlFor={id}>{label}</label>
        <span className={styles.symbol} aria-hidden="true">
          {symbol}
        </span>
      </div>
      <div className={fieldStyles.number}>
        {stops && (
          <input
            type="range"
            aria-label={label}
            aria-valuetext={String(value)}
            min={0}
            max={stops.length - 1}
            value={position}
            style={{ '--share': share } as React.CSSProperties}
            onChange={(event) => {
              setTyped(undefined);
              onChange(stops[Number(event.target.value)]);
            }}
          />
        )}
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          className={stops ? fieldStyles.text : `${fieldStyles.text} ${fieldStyles.wide}`}
          value={typed ?? String(value)}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-hint ${id}-problem`}
          onChange={(event) => {
            const text = event.target.value;
            setTyped(text);
            if (text.trim() !== '' && gaussianProblem(name, Number(text)) === undefined)
              onChange(Number(text));
          }}
          onBlur={leave}
          onKeyDown={(event) => {
            if (event.key === 'Enter') leave();
            if (event.key === 'Escape') setTyped(undefined);
          }}
        />
      </div>
      <p id={`${id}-hint`} className={styles.hint}>
        {hint}
      </p>
      <p id={`${id}-problem`} className={fieldStyles.problem} role="status">
        {problem}
      </p>
    </div>
  );
}

function nearest(stops: readonly number[], value: number): number {
  let best = 0;
  for (const [i, stop] of stops.entries())
    if (Math.abs(stop - value) < Math.abs(stops[best] - value)) best = i;
  return best;
}
