// A number as text, with an optional slider. Text is committed on Enter and on blur, a slider on release, an arrow key
// at once. Refused text stays as typed, shows the reason, and changes nothing. The reason appears during typing: if it
// appeared on blur, it would move the button that the visitor is about to press.
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { expectation, parseValue } from '../../settings/parse.ts';
import type { NumberBounds } from '../../settings/setting.ts';
import styles from './Field.module.css';
import { FieldHelp, type FieldText, helpId } from './FieldHelp.tsx';
import { boundsScale, type SliderScale, steppedValue } from './slider_scale.ts';

const STRINGS = { takes: (expected: string) => `Takes ${expected}.` } as const;

export interface NumberInputProps {
  /** Name in error messages: `invalid name: ...`. */
  readonly name: string;
  readonly text: FieldText;
  readonly bounds: NumberBounds;
  readonly value: number;
  readonly unit?: string;
  readonly slider?: boolean;
  /** Scale of the slider and the arrow keys; absent: linear over the bounds. */
  readonly scale?: SliderScale;
  readonly disabled?: boolean;
  /** Disabled, with a padlock. */
  readonly locked?: boolean;
  /** Another button beside the name. */
  readonly beside?: ReactNode;
  readonly onCommit: (value: number) => void;
  /** Called during a drag of the slider, for a page that follows it. */
  readonly onDrag?: (value: number) => void;
}

export function NumberInput({
  name,
  text,
  bounds,
  value,
  unit = '',
  slider = false,
  scale = boundsScale(bounds),
  locked = false,
  disabled = locked,
  beside,
  onCommit,
  onDrag,
}: NumberInputProps) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const [dragged, setDragged] = useState<number>();
  const [valueBefore, setValueBefore] = useState(value);
  if (value !== valueBefore) {
    setValueBefore(value);
    setTyped(undefined);
  }
  const shown = dragged ?? value;
  const parsed = typed === undefined ? { value } : parseValue(name, bounds, typed);
  const problem = 'problem' in parsed ? parsed.problem : undefined;

  function commitText(change = (accepted: number) => accepted): void {
    if ('problem' in parsed) return;
    setTyped(undefined);
    const next = change(parsed.value);
    if (next !== value) onCommit(next);
  }
  function commitDrag(): void {
    if (dragged !== undefined && dragged !== value) onCommit(dragged);
    setDragged(undefined);
  }
  function answerKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') commitText();
    if (event.key === 'Escape') setTyped(undefined);
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const direction = event.key === 'ArrowUp' ? 1 : -1;
    commitText((accepted) => steppedValue(bounds, scale, accepted, direction));
  }

  return (
    <FieldHelp
      inputId={id}
      text={text}
      note={STRINGS.takes(expectation(bounds))}
      beside={beside}
      locked={locked}
    >
      <div className={styles.number}>
        {slider && (
          <input
            type="range"
            className="slider"
            aria-label={text.label}
            aria-valuetext={`${shown} ${unit}`}
            min={0}
            max={scale.last}
            value={scale.positionOf(shown)}
            style={{ '--share': scale.positionOf(shown) / scale.last } as React.CSSProperties}
            disabled={disabled}
            onChange={({ target }) => {
              setTyped(undefined);
              const next = scale.valueAt(Number(target.value), shown);
              setDragged(next);
              onDrag?.(next);
            }}
            onPointerUp={commitDrag}
            onKeyUp={commitDrag}
            onBlur={commitDrag}
          />
        )}
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          className={slider ? styles.text : `${styles.text} ${styles.wide}`}
          value={typed ?? String(shown)}
          disabled={disabled}
          aria-invalid={problem !== undefined}
          aria-describedby={`${helpId(id)} ${id}-problem`}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={() => commitText()}
          onKeyDown={answerKey}
        />
      </div>
      <p id={`${id}-problem`} className={styles.problem} role="status">
        {problem}
      </p>
    </FieldHelp>
  );
}
