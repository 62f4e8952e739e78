// A number as slider and text. The slider commits when it is let go, the text on Enter or when it is left; text that is
// out of bounds says what was expected and changes nothing.
import { useId, useState } from 'react';
import type { SettingKey } from '../../config/schema.ts';
import { parseSetting } from '../../config/validate.ts';
import type { NumberSetting } from '../../settings/setting.ts';
import styles from './Field.module.css';
import { FieldHelp, helpId } from './FieldHelp.tsx';
import { fromPosition, hasSlider, SLIDER_POSITIONS, toPosition } from './slider_scale.ts';

export interface NumberFieldProps {
  readonly settingKey: SettingKey;
  readonly setting: NumberSetting;
  readonly value: number;
  readonly onCommit: (value: number) => void;
}

export function NumberField({ settingKey, setting, value, onCommit }: NumberFieldProps) {
  const id = useId();
  const [dragged, setDragged] = useState<number>();
  const [typed, setTyped] = useState<string>();
  const shown = dragged ?? value;
  const parsed = typed === undefined ? undefined : parseSetting(settingKey, typed);
  const problem = parsed && 'problem' in parsed ? parsed.problem : undefined;

  function commitDrag(): void {
    if (dragged !== undefined && dragged !== value) onCommit(dragged);
    setDragged(undefined);
  }
  function commitText(): void {
    if (parsed && 'value' in parsed) {
      if (parsed.value !== value) onCommit(Number(parsed.value));
      setTyped(undefined);
    }
  }

  return (
    <FieldHelp inputId={id} setting={setting}>
      <div className={styles.number}>
        {hasSlider(setting) && (
          <input
            type="range"
            aria-label={setting.label}
            aria-valuetext={`${shown} ${setting.unit ?? ''}`}
            min={0}
            max={SLIDER_POSITIONS}
            value={toPosition(setting, shown)}
            style={{ '--share': toPosition(setting, shown) / SLIDER_POSITIONS } as React.CSSProperties}
            onChange={(event) => {
              setTyped(undefined);
              setDragged(fromPosition(setting, Number(event.target.value), shown));
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
          className={hasSlider(setting) ? styles.text : `${styles.text} ${styles.wide}`}
          value={typed ?? String(shown)}
          aria-invalid={problem !== undefined}
          aria-describedby={`${helpId(id)} ${id}-problem`}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commitText}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commitText();
            if (event.key === 'Escape') setTyped(undefined);
          }}
        />
      </div>
      <p id={`${id}-problem`} className={styles.problem} role="status">
        {problem}
      </p>
    </FieldHelp>
  );
}
