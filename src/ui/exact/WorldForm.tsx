// Form for the settings of the theorems' world.
import { DEFAULT_WORLD, WORLD_BOUNDS, type WorldSettings } from '../../exact/world.ts';
import type { FieldText } from '../controls/FieldHelp.tsx';
import { NumberInput } from '../controls/NumberInput.tsx';
import styles from './Theorems.module.css';

const STRINGS = {
  group: 'World of the checks',
  another: 'Another world',
  anotherTitle: 'The next seed',
  defaults: 'Defaults',
} as const;

const TEXTS: Readonly<Record<keyof WorldSettings, FieldText>> = {
  outcomes: { label: 'Outcomes', explanation: 'How many outcomes the table has.' },
  n: { label: 'Samples n', explanation: 'How many samples a tuple has; every tuple is enumerated.' },
  gamma: { label: 'γ', explanation: 'Goodness temperature of the posterior.' },
  seed: { label: 'Seed', explanation: 'Draws prior, policy, proposal and rewards.' },
};
const NAMES = ['outcomes', 'n', 'gamma', 'seed'] as const;

export interface WorldFormProps {
  readonly settings: WorldSettings;
  readonly onChange: (settings: WorldSettings) => void;
}

export function WorldForm({ settings, onChange }: WorldFormProps) {
  return (
    <fieldset className={styles.form}>
      <legend className="visually-hidden">{STRINGS.group}</legend>
      {NAMES.map((name) => (
        <div key={name} className={styles.field}>
          <NumberInput
            name={name}
            text={TEXTS[name]}
            bounds={WORLD_BOUNDS[name]}
            value={settings[name]}
            onCommit={(value) => onChange({ ...settings, [name]: value })}
          />
        </div>
      ))}
      <button
        type="button"
        className="button"
        title={STRINGS.anotherTitle}
        onClick={() => onChange({ ...settings, seed: (settings.seed + 1) % (WORLD_BOUNDS.seed.max + 1) })}
      >
        {STRINGS.another}
      </button>
      <button type="button" className="tool" onClick={() => onChange(DEFAULT_WORLD)}>
        {STRINGS.defaults}
      </button>
    </fieldset>
  );
}
