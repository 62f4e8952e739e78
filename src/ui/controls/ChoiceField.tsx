// Field for one of several named options.
import { useId } from 'react';
import type { ChoiceSetting } from '../../settings/setting.ts';
import styles from './Field.module.css';
import { FieldHelp, helpId, settingText } from './FieldHelp.tsx';

export interface ChoiceFieldProps {
  readonly setting: ChoiceSetting;
  readonly value: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Line about the chosen option. */
  readonly note?: string;
  readonly locked?: boolean;
  readonly onCommit: (value: string) => void;
}

export function ChoiceField({ setting, value, labels, note, locked, onCommit }: ChoiceFieldProps) {
  const id = useId();
  return (
    <FieldHelp inputId={id} text={settingText(setting)} locked={locked}>
      <select
        id={id}
        className={`select ${styles.choice}`}
        value={value}
        aria-describedby={helpId(id)}
        disabled={locked}
        onChange={(event) => onCommit(event.target.value)}
      >
        {setting.options.map((option) => (
          <option key={option} value={option}>
            {labels[option] ?? option}
          </option>
        ))}
      </select>
      {note && <p className={styles.note}>{note}</p>}
    </FieldHelp>
  );
}
