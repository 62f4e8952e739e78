// The settings of the world the theorems are checked in. A number takes effect as soon as it can be used; one out of
// bounds says what was expected and changes nothing.
import { useId, useState } from 'react';
import { DEFAULT_WORLD, WORLD_BOUNDS, type WorldSettings, worldProblem } from '../../exact/world.ts';
import fieldStyles from '../controls/Field.module.css';
import styles from './Theorems.module.css';

const STRINGS = {
  group: 'World of the checks',
  labels: {
    outcomes: 'Outcomes',
    n: 'Samples n',
    gamma: 'γ',
    seed: 'Seed',
  } satisfies Record<keyof WorldSettings, string>,
  another: 'Another world',
  anotherTitle: 'The next seed',
  defaults: 'Defaults',
} as const;

export interface WorldFormProps {
  readonly settings: WorldSettings;
  readonly onChange: (settings: WorldSettings) => void;
}

export function WorldForm({ settings, onChange }: WorldFormProps) {
  return (
    <fieldset className={styles.form}>
      <legend className="visually-hidden">{STRINGS.group}</legend>
      {(['outcomes', 'n', 'gamma', 'seed'] as const).map((name) => (
        <WorldField key={name} name={name} settings={settings} onChange={onChange} />
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

interface WorldFieldProps extends WorldFormProps {
  readonly name: keyof WorldSettings;
}

function WorldField({ name, settings, onChange }: WorldFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const changed = (text: string) => ({
    ...settings,
    [name]: text.trim() === '' ? Number.NaN : Number(text),
  });
  const problem = typed === undefined ? undefined : worldProblem(changed(typed));
  const { min, max } = WORLD_BOUNDS[name];
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {STRINGS.labels[name]}{' '}
        {name !== 'seed' && (
          <span className={styles.bounds}>
            {min}..{max}
          </span>
        )}
      </label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        className={fieldStyles.text}
        value={typed ?? String(settings[name])}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        onChange={({ target }) => {
          setTyped(target.value);
          if (worldProblem(changed(target.value)) === undefined) onChange(changed(target.value));
        }}
        onBlur={() => problem === undefined && setTyped(undefined)}
        onKeyDown={({ key }) => {
          if (key === 'Escape' || (key === 'Enter' && problem === undefined)) setTyped(undefined);
        }}
      />
      <p id={`${id}-problem`} className={fieldStyles.problem} role="status">
        {problem}
      </p>
    </div>
  );
}
