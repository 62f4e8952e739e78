// Field for the method. A choice applies the method's preset.
import { useId } from 'react';
import { settings } from '../../config/schema.ts';
import type { MethodName } from '../../objectives/index.ts';
import styles from './Field.module.css';
import { FieldHelp, helpId, settingText } from './FieldHelp.tsx';
import { MethodSelect } from './MethodSelect.tsx';

const STRINGS = { note: 'Picking a method also loads settings tuned for it.' } as const;

export interface MethodFieldProps {
  readonly value: MethodName;
  readonly locked?: boolean;
  readonly onCommit: (method: MethodName) => void;
}

export function MethodField({ value, locked, onCommit }: MethodFieldProps) {
  const id = useId();
  return (
    <FieldHelp inputId={id} text={settingText(settings.method)} locked={locked}>
      <MethodSelect
        id={id}
        className={styles.choice}
        value={value}
        describedBy={helpId(id)}
        disabled={locked}
        onChoose={onCommit}
      />
      <p className={styles.note}>{STRINGS.note}</p>
    </FieldHelp>
  );
}
