// The values, seeds and methods of a sweep over the drafted settings, what it would cost, and Start.
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { changedSettings, nameOf } from '../../../config/diff.ts';
import { presetFor } from '../../../config/presets.ts';
import { isRead, type RunConfig, type SettingKey, settings } from '../../../config/schema.ts';
import { numberSetting } from '../../../experiments/sweep/number_setting.ts';
import { sweepableMethods } from '../../../experiments/sweep/sweep.ts';
import { readSweep } from '../../../experiments/sweep/text.ts';
import { valuesAround } from '../../../experiments/sweep/values.ts';
import { type MethodName, objectives } from '../../../objectives/index.ts';
import { useActions, usePage } from '../../frame/useStore.ts';
import { goToSweep, openSweeping } from '../../queue/page_sweep.ts';
import { useSweepCost } from '../../queue/useSweepCost.ts';
import styles from './SweepForm.module.css';

const STRINGS = {
  title: (setting: string) => `Sweep over ${setting}`,
  values: 'Values',
  second: 'And over',
  none: 'nothing else',
  seeds: 'Seeds',
  methods: 'Methods',
  start: 'Start',
} as const;

const SEEDS = 3;
const SECOND_VALUES = 3;

const ALL_KEYS = Object.keys(settings) as SettingKey[];

const startingValues = (key: SettingKey, draft: RunConfig) =>
  valuesAround(numberSetting(key)!, draft[key] as number);

export function SweepForm({ settingKey }: { readonly settingKey: SettingKey }) {
  const store = useActions();
  const draft = usePage((state) => state.draft);
  const backend = usePage(({ backend: computes }) => (computes?.only ? undefined : computes?.name));
  const training = usePage(({ progress }) => progress.status === 'running');
  const [sweeping] = useState(() => openSweeping(backend));
  const outcomes = useStore(sweeping.store, (state) => state.outcomes);
  const [values, setValues] = useState(() => startingValues(settingKey, draft).join(', '));
  const [second, setSecond] = useState<{ readonly key: SettingKey; readonly values: string }>();
  const [seeds, setSeeds] = useState(`${draft.seed}-${draft.seed + SEEDS - 1}`);
  const [methods, setMethods] = useState<readonly MethodName[]>([draft.method]);
  const ids = { values: useId(), second: useId(), secondValues: useId(), seeds: useId() };

  const keys = [settingKey, ...(second ? [second.key] : [])];
  const offered = sweepableMethods(keys, draft.task);
  const chosen = offered.filter((method) => methods.includes(method));
  const texts = {
    sweep: [`${settingKey}:${values}`, ...(second ? [`${second.key}:${second.values}`] : [])].join(';'),
    seeds,
    methods: chosen.join(','),
  };
  const given = changedSettings(presetFor(draft.task, draft.method), draft);
  const read = readSweep(texts, draft, given);
  const cost = useSweepCost('sweep' in read ? read.sweep : undefined, outcomes);
  const others = ALL_KEYS.filter((key) => key !== settingKey && numberSetting(key) && isRead(key, draft));

  function chooseSecond(key: string): void {
    const other = others.find((one) => one === key);
    const around = other && startingValues(other, draft);
    // The present value is in the middle.
    const few = around
      ?.slice(Math.max(0, Math.floor((around.length - SECOND_VALUES) / 2)))
      .slice(0, SECOND_VALUES);
    setSecond(other && { key: other, values: few!.join(', ') });
  }
  function start(): void {
    if (!('sweep' in read)) return;
    // Parallel runs would slow each other down.
    if (training) store.pause();
    goToSweep(read.sweep, draft);
    void sweeping.play(read.sweep);
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <h3 className={styles.title}>{STRINGS.title(nameOf(settingKey))}</h3>
      <TextField id={ids.values} label={STRINGS.values} value={values} onChange={setValues} />
      <div className={styles.field}>
        <label htmlFor={ids.second}>{STRINGS.second}</label>
        <select
          id={ids.second}
          className="select"
          value={second?.key ?? ''}
          onChange={({ target }) => chooseSecond(target.value)}
        >
          <option value="">{STRINGS.none}</option>
          {others.map((key) => (
            <option key={key} value={key}>
              {settings[key].label}
            </option>
          ))}
        </select>
      </div>
      {second && (
        <TextField
          id={ids.secondValues}
          label={settings[second.key].label}
          value={second.values}
          onChange={(text) => setSecond({ ...second, values: text })}
        />
      )}
      <TextField id={ids.seeds} label={STRINGS.seeds} value={seeds} onChange={setSeeds} />
      <fieldset className={styles.methods}>
        <legend>{STRINGS.methods}</legend>
        {offered.map((method) => (
          <label key={method}>
            <input
              type="checkbox"
              checked={chosen.includes(method)}
              onChange={({ target }) =>
                setMethods(target.checked ? [...methods, method] : methods.filter((one) => one !== method))
              }
            />
            {objectives[method].label}
          </label>
        ))}
      </fieldset>
      <p className={'problem' in read ? styles.problem : styles.cost} role="status">
        {'problem' in read ? read.problem : cost}
      </p>
      <button type="submit" className="button primary" disabled={'problem' in read}>
        {STRINGS.start}
      </button>
    </form>
  );
}

interface TextFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function TextField({ id, label, value, onChange }: TextFieldProps) {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        className={styles.text}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
