// Panel of all settings of a run, generated from the schema. Settings that the method does not read are hidden.
import { isRead, type RunConfig, type SettingKey, settings } from '../../config/schema.ts';
import { numberSetting } from '../../experiments/sweep/number_setting.ts';
import type { MethodName } from '../../objectives/index.ts';
import type { Setting } from '../../settings/setting.ts';
import { type TaskName, taskCards } from '../../tasks/task.ts';
import { OPTION_LABELS } from '../frame/strings.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { useHidden, useLocked } from '../link/class_link.ts';
import { ChoiceField } from './ChoiceField.tsx';
import { settingText } from './FieldHelp.tsx';
import { MethodField } from './MethodField.tsx';
import { NumberInput } from './NumberInput.tsx';
import { RuleField } from './rule/RuleField.tsx';
import { SettingsCard } from './SettingsCard.tsx';
import styles from './SettingsPanel.module.css';
import { hasSlider } from './slider_scale.ts';
import { SweepButton } from './sweep/SweepButton.tsx';

const STRINGS = { defaultsTitle: 'Back to this method’s settings for this task' } as const;

const TASK_LABELS = Object.fromEntries(Object.entries(taskCards).map(([name, { label }]) => [name, label]));

interface Section {
  readonly title: string;
  readonly open: boolean;
  readonly keys: readonly SettingKey[];
}

const FIRST: readonly SettingKey[] = ['task', 'method', 'gamma', 'samplesPerPrompt', 'learningRate'];
const TITLES: Readonly<Record<Setting['group'], string>> = {
  run: 'Run',
  method: 'Method',
  algorithm: 'Algorithm 1',
  optimiser: 'Optimiser',
  evaluation: 'Evaluation',
};
const OPEN: readonly Setting['group'][] = ['run', 'algorithm', 'method'];

const ALL_KEYS = Object.keys(settings) as SettingKey[];
const SECTIONS: readonly Section[] = (['algorithm', 'method', 'optimiser', 'evaluation', 'run'] as const).map(
  (group) => ({
    title: TITLES[group],
    open: OPEN.includes(group),
    keys: ALL_KEYS.filter((key) => settings[key].group === group && !FIRST.includes(key)),
  }),
);

export function SettingsPanel() {
  const store = useActions();
  const method = usePage((state) => state.draft.method);
  const task = usePage((state) => state.draft.task);
  const reward = usePage((state) => state.draft.reward);
  return (
    <SettingsCard
      className={styles.inDrawer}
      folds={false}
      defaultsTitle={STRINGS.defaultsTitle}
      onDefaults={() => store.chooseTask(task)}
    >
      <div className={styles.fields}>
        {FIRST.map((key) => (
          <Field key={key} settingKey={key} />
        ))}
      </div>
      {SECTIONS.map(({ title, open, keys }) => {
        const read = keys.filter((key) => isRead(key, { method, task, reward }));
        return (
          read.length > 0 && (
            <details key={title} open={open} className={styles.group}>
              <summary>{title}</summary>
              <div className={styles.fields}>
                {read.map((key) => (
                  <Field key={key} settingKey={key} />
                ))}
              </div>
            </details>
          )
        );
      })}
    </SettingsCard>
  );
}

function Field({ settingKey }: { readonly settingKey: SettingKey }) {
  const store = useActions();
  const locked = useLocked(settingKey);
  const hidden = useHidden(settingKey);
  const value = usePage((state) => state.draft[settingKey]);
  if (hidden) return null;
  if (settingKey === 'method')
    return <MethodField value={value as MethodName} locked={locked} onCommit={store.chooseMethod} />;
  const setting = settings[settingKey];
  const commit = (next: string | number) => {
    if (settingKey === 'task') store.chooseTask(next as TaskName);
    else store.edit(settingKey, next as RunConfig[SettingKey]);
  };
  if (setting.kind === 'number') {
    return (
      <NumberInput
        name={settingKey}
        text={settingText(setting)}
        bounds={setting}
        unit={setting.unit}
        slider={hasSlider(setting)}
        value={value as number}
        locked={locked}
        beside={!locked && numberSetting(settingKey) && <SweepButton settingKey={settingKey} />}
        onCommit={commit}
      />
    );
  }
  if (setting.kind === 'text') return <RuleField setting={setting} locked={locked} />;
  return (
    <ChoiceField
      setting={setting}
      value={value as string}
      labels={settingKey === 'task' ? TASK_LABELS : OPTION_LABELS}
      locked={locked}
      note={settingKey === 'task' ? taskCards[value as TaskName].description : undefined}
      onCommit={commit}
    />
  );
}
