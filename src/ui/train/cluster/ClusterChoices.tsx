// What goes along into a run's folder: adapters or one model, the base, its name and licence, the check of the next step.
import { useId } from 'react';
import type { RunConfig } from '../../../config/schema.ts';
import styles from './ClusterDialog.module.css';

const STRINGS = {
  weights: 'Weights',
  adapters: 'Adapters alone, as PEFT reads them',
  merged: 'Merged into one model, trained on with all its weights',
  base: 'With the base model in a folder of its own',
  baseName: 'Name of the base',
  baseNameNote: 'As on Hugging Face, or a folder. Empty: the name of the task.',
  licence: 'Licence of the base',
  licenceNote: 'For the model card, such as apache-2.0.',
  check: 'With the next step, so that the cluster can prove it takes the same one',
} as const;

export interface ClusterChosen {
  readonly merged: boolean;
  readonly withBase: boolean;
  readonly check: boolean;
  readonly baseName: string;
  readonly licence: string;
}

/** Only train_brain.py's own method can be checked. */
export const firstChoices = ({ loraRank, method }: RunConfig): ClusterChosen => ({
  merged: false,
  withBase: loraRank > 0,
  check: method === 'brain',
  baseName: '',
  licence: '',
});

interface ClusterChoicesProps {
  readonly config: RunConfig;
  readonly chosen: ClusterChosen;
  readonly onChange: (chosen: ClusterChosen) => void;
}

export function ClusterChoices({ config, chosen, onChange }: ClusterChoicesProps) {
  const group = useId();
  const canCheck = config.method === 'brain' && !chosen.merged;
  const isLora = config.loraRank > 0;
  if (!isLora && !canCheck) return null;
  const weights = (merged: boolean, label: string) => (
    <label className={styles.choice}>
      <input
        type="radio"
        name={group}
        checked={chosen.merged === merged}
        onChange={() => onChange({ ...chosen, merged })}
      />
      {label}
    </label>
  );
  const tick = (key: 'withBase' | 'check', label: string) => (
    <label className={styles.choice}>
      <input
        type="checkbox"
        checked={chosen[key]}
        onChange={({ target }) => onChange({ ...chosen, [key]: target.checked })}
      />
      {label}
    </label>
  );
  return (
    <div className={styles.choices}>
      {isLora && (
        <fieldset className={styles.group}>
          <legend>{STRINGS.weights}</legend>
          {weights(false, STRINGS.adapters)}
          {weights(true, STRINGS.merged)}
        </fieldset>
      )}
      {isLora && !chosen.merged && tick('withBase', STRINGS.base)}
      {canCheck && tick('check', STRINGS.check)}
      {isLora && (
        <div className={styles.fields}>
          <TextField
            label={STRINGS.baseName}
            note={STRINGS.baseNameNote}
            value={chosen.baseName}
            onChange={(baseName) => onChange({ ...chosen, baseName })}
          />
          <TextField
            label={STRINGS.licence}
            note={STRINGS.licenceNote}
            value={chosen.licence}
            onChange={(licence) => onChange({ ...chosen, licence })}
          />
        </div>
      )}
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly note: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const MOST_CHARACTERS = 200;

function TextField({ label, note, value, onChange }: TextFieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        className={styles.text}
        autoComplete="off"
        spellCheck={false}
        maxLength={MOST_CHARACTERS}
        value={value}
        aria-describedby={`${id}-note`}
        onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${id}-note`} className={styles.note}>
        {note}
      </p>
    </div>
  );
}
