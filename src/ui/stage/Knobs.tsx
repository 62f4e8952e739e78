// The three settings that a first visit needs, and the way to all others. Chips name what differs from the preset.
import { useId } from 'react';
import { changedSettings } from '../../config/diff.ts';
import { presetFor } from '../../config/presets.ts';
import { type SettingKey, settings } from '../../config/schema.ts';
import type { NumberBounds } from '../../settings/setting.ts';
import { TASK_NAMES, type TaskName, taskCards } from '../../tasks/task.ts';
import { MethodSelect } from '../controls/MethodSelect.tsx';
import { boundsScale } from '../controls/slider_scale.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { Term } from '../words/Term.tsx';
import styles from './Knobs.module.css';

const STRINGS = {
  group: 'First settings',
  task: 'Task',
  method: 'Method',
  gammaSlider: 'Greediness gamma',
  all: 'All settings',
  back: (name: string) => `${name}: back to the preset`,
  more: (count: number) => `+${count}`,
} as const;

const MOST_CHIPS = 3;
const KNOBS: readonly SettingKey[] = ['task', 'method', 'gamma', 'seed'];

export interface KnobsProps {
  readonly drawerId: string;
  readonly drawerOpen: boolean;
  readonly onDrawer: () => void;
}

export function Knobs({ drawerId, drawerOpen, onDrawer }: KnobsProps) {
  const store = useActions();
  const task = usePage((state) => state.draft.task);
  const method = usePage((state) => state.draft.method);
  const [taskId, methodId] = [useId(), useId()];
  return (
    <section className={styles.knobs} aria-label={STRINGS.group} data-target="settings" data-folds="settings">
      <div className={styles.knob}>
        <label htmlFor={taskId}>{STRINGS.task}</label>
        <select
          id={taskId}
          className="select"
          value={task}
          onChange={({ target }) => store.chooseTask(target.value as TaskName)}
        >
          {TASK_NAMES.map((name) => (
            <option key={name} value={name}>
              {taskCards[name].label}
            </option>
          ))}
        </select>
      </div>
      <div className={styles.knob}>
        <label htmlFor={methodId}>{STRINGS.method}</label>
        <MethodSelect id={methodId} value={method} onChoose={store.chooseMethod} />
      </div>
      <GammaKnob />
      <Chips />
      <button
        type="button"
        className={`button ${styles.all}`}
        aria-expanded={drawerOpen}
        aria-controls={drawerId}
        onClick={onDrawer}
      >
        {STRINGS.all}
      </button>
    </section>
  );
}

const GAMMA = settings.gamma as typeof settings.gamma & NumberBounds;
const SCALE = boundsScale(GAMMA);

function GammaKnob() {
  const store = useActions();
  const gamma = usePage((state) => state.draft.gamma);
  return (
    <div className={styles.knob}>
      <Term name="gamma" />
      <input
        type="range"
        className="slider"
        aria-label={STRINGS.gammaSlider}
        aria-valuetext={String(gamma)}
        min={0}
        max={SCALE.last}
        value={SCALE.positionOf(gamma)}
        style={{ '--share': SCALE.positionOf(gamma) / SCALE.last } as React.CSSProperties}
        onChange={({ target }) => store.edit('gamma', SCALE.valueAt(Number(target.value), gamma))}
      />
      <output>{gamma}</output>
    </div>
  );
}

function Chips() {
  const store = useActions();
  const draft = usePage((state) => state.draft);
  const usual = presetFor(draft.task, draft.method);
  const changed = changedSettings(usual, draft).filter((key) => !KNOBS.includes(key));
  if (changed.length === 0) return null;
  return (
    <ul className={styles.chips}>
      {changed.slice(0, MOST_CHIPS).map((key) => (
        <li key={key}>
          <button
            type="button"
            title={STRINGS.back(settings[key].label)}
            onClick={() => store.edit(key, usual[key])}
          >
            {settings[key].label} {String(draft[key])} ×
          </button>
        </li>
      ))}
      {changed.length > MOST_CHIPS && <li>{STRINGS.more(changed.length - MOST_CHIPS)}</li>}
    </ul>
  );
}
