// The three settings that a first visit needs, and the way to all others. Chips name what differs from the preset.
import { useId } from 'react';
import { changedSettings, shownBeside } from '../../config/diff.ts';
import { presetFor } from '../../config/presets.ts';
import { isRead, type SettingKey, settings } from '../../config/schema.ts';
import type { NumberBounds } from '../../settings/setting.ts';
import { isGiven, TASK_NAMES, type TaskName, taskCards } from '../../tasks/task.ts';
import { MethodSelect } from '../controls/MethodSelect.tsx';
import { boundsScale } from '../controls/slider_scale.ts';
import { Icon } from '../frame/Icon.tsx';
import { LockMark } from '../frame/LockMark.tsx';
import { useActions, usePage } from '../frame/useStore.ts';
import { lockedSettings, useClassLink, useHidden, useLocked } from '../link/class_link.ts';
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
  const [taskLocked, methodLocked] = [useLocked('task'), useLocked('method')];
  const [settingsHidden, taskHidden, methodHidden] = [
    useHidden('settings'),
    useHidden('task'),
    useHidden('method'),
  ];
  return (
    <section className={styles.knobs} aria-label={STRINGS.group} data-target="settings" data-folds="settings">
      <div className={styles.knob} hidden={taskHidden}>
        <label htmlFor={taskId}>{STRINGS.task}</label>
        {taskLocked && <LockMark id={`${taskId}-lock`} />}
        <select
          id={taskId}
          className="select"
          aria-describedby={taskLocked ? `${taskId}-lock` : undefined}
          disabled={taskLocked}
          value={task}
          onChange={({ target }) => store.chooseTask(target.value as TaskName)}
        >
          {(isGiven(task) ? TASK_NAMES : [...TASK_NAMES, task]).map((name) => (
            <option key={name} value={name}>
              {taskCards[name].label}
            </option>
          ))}
        </select>
      </div>
      <div className={styles.knob} hidden={methodHidden}>
        <label htmlFor={methodId}>{STRINGS.method}</label>
        {methodLocked && <LockMark id={`${methodId}-lock`} />}
        <MethodSelect
          id={methodId}
          value={method}
          describedBy={methodLocked ? `${methodId}-lock` : undefined}
          disabled={methodLocked}
          onChoose={store.chooseMethod}
        />
      </div>
      <GammaKnob />
      {!settingsHidden && (
        <>
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
        </>
      )}
    </section>
  );
}

const GAMMA = settings.gamma as typeof settings.gamma & NumberBounds;
const SCALE = boundsScale(GAMMA);

function GammaKnob() {
  const store = useActions();
  const gamma = usePage((state) => state.draft.gamma);
  const [locked, hidden] = [useLocked('gamma'), useHidden('gamma')];
  const lockId = useId();
  if (hidden) return null;
  return (
    <div className={styles.knob}>
      <Term name="gamma" />
      {locked && <LockMark id={lockId} />}
      <input
        type="range"
        className="slider"
        aria-label={STRINGS.gammaSlider}
        aria-valuetext={String(gamma)}
        aria-describedby={locked ? lockId : undefined}
        disabled={locked}
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
  const { hide } = useClassLink();
  const locked = lockedSettings();
  const usual = presetFor(draft.task, draft.method);
  const changed = changedSettings(usual, draft).filter(
    (key) => !KNOBS.includes(key) && !hide.includes(key) && isRead(key, draft),
  );
  if (changed.length === 0) return null;
  return (
    <ul className={styles.chips}>
      {changed.slice(0, MOST_CHIPS).map((key) => (
        <li key={key}>
          <button
            type="button"
            title={STRINGS.back(settings[key].label)}
            disabled={locked.includes(key)}
            onClick={() => store.edit(key, usual[key])}
          >
            {settings[key].label} {shownBeside([draft[key]])}{' '}
            {locked.includes(key) ? <Icon name="lock" /> : '×'}
          </button>
        </li>
      ))}
      {changed.length > MOST_CHIPS && <li>{STRINGS.more(changed.length - MOST_CHIPS)}</li>}
    </ul>
  );
}
