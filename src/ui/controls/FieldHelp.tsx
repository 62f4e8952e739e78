// The name of a setting with a "?" that opens its explanation and source. The explanation also describes the input to a
// screen reader, opened or not.
import { type ReactNode, useState } from 'react';
import type { Setting } from '../../settings/setting.ts';
import { Equation } from './Equation.tsx';
import styles from './Field.module.css';

const STRINGS = {
  help: (label: string) => `About ${label}`,
  live: 'Can be changed while the run goes on.',
  restart: 'Takes effect with a restart.',
} as const;

export interface FieldHelpProps {
  readonly inputId: string;
  readonly setting: Setting;
  readonly children: ReactNode;
}

export const helpId = (inputId: string) => `${inputId}-help`;

export function FieldHelp({ inputId, setting, children }: FieldHelpProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={inputId}>
          {setting.label} {setting.symbol && <Equation tex={setting.symbol} className={styles.symbol} />}
        </label>
        <button
          type="button"
          className={styles.help}
          aria-expanded={open}
          aria-controls={helpId(inputId)}
          aria-label={STRINGS.help(setting.label)}
          title={setting.explanation}
          onClick={() => setOpen(!open)}
        >
          ?
        </button>
      </div>
      {children}
      <p id={helpId(inputId)} className={open ? styles.explanation : 'visually-hidden'}>
        {setting.explanation} {setting.live ? STRINGS.live : STRINGS.restart}{' '}
        <span className={styles.source}>{setting.source}.</span>
      </p>
    </div>
  );
}
