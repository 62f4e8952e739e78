// A field's name with a "?" that opens its explanation and source. The explanation also describes the input to screen
// readers, open or closed.
import { type ReactNode, useState } from 'react';
import type { Setting } from '../../settings/setting.ts';
import { LockMark } from '../frame/LockMark.tsx';
import styles from './Field.module.css';
import { symbolParts } from './symbol_parts.ts';

const STRINGS = {
  help: (label: string) => `About ${label}`,
  live: 'Can be changed while the run goes on.',
  restart: 'Changes apply from the next run.',
} as const;

export interface FieldText {
  readonly label: string;
  readonly symbol?: ReactNode;
  /** Sentences. */
  readonly explanation: string;
  /** Source of the default, without a full stop. */
  readonly source?: string;
}

function SettingSymbol({ tex }: { readonly tex: string }) {
  const { letter, subscript } = symbolParts(tex);
  return (
    <>
      <i>{letter}</i>
      {subscript && <sub>{subscript}</sub>}
    </>
  );
}

export const settingText = ({ label, symbol, explanation, live, source }: Setting): FieldText => ({
  label,
  symbol: symbol && <SettingSymbol tex={symbol} />,
  explanation: `${explanation} ${live ? STRINGS.live : STRINGS.restart}`,
  source,
});

export interface FieldHelpProps {
  readonly inputId: string;
  readonly text: FieldText;
  /** Sentence after the explanation. */
  readonly note?: string;
  /** Another button beside the name. */
  readonly beside?: ReactNode;
  /** Shows a padlock. */
  readonly locked?: boolean;
  readonly children: ReactNode;
}

export const helpId = (inputId: string) => `${inputId}-help`;

export function FieldHelp({ inputId, text, note, beside, locked, children }: FieldHelpProps) {
  const [open, setOpen] = useState(false);
  const { label, symbol, explanation, source } = text;
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={inputId}>{label}</label>
        {symbol && (
          <span className={styles.symbol} aria-hidden="true">
            {symbol}
          </span>
        )}
        <button
          type="button"
          className={styles.help}
          aria-expanded={open}
          aria-controls={helpId(inputId)}
          aria-label={STRINGS.help(label)}
          title={explanation}
          onClick={() => setOpen(!open)}
        >
          ?
        </button>
        {locked && <LockMark words />}
        {beside}
      </div>
      {children}
      <p id={helpId(inputId)} className={open ? styles.explanation : 'visually-hidden'}>
        {explanation} {note} {source && <span className={styles.source}>{source}.</span>}
      </p>
    </div>
  );
}
