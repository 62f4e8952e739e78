// Preference data for the methods that train on it: the task's own, or JSON lines of the visitor's.
import { type ChangeEvent, type DragEvent, useEffect, useId, useState } from 'react';
import type { RunConfig } from '../../config/schema.ts';
import { objectives } from '../../objectives/index.ts';
import { sampleSource } from '../../objectives/method.ts';
import type { PreferenceData } from '../../store/page_state.ts';
import { download } from '../charts/chart_files.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import styles from './PreferencePanel.module.css';

const STRINGS = {
  title: 'Preference data',
  explanation:
    'Pairs that another writer wrote, labelled by Bradley-Terry on the reward. Your own can take their place: one JSON object a line. They stay in this tab and are not part of the link.',
  generated: (count: number, noise: number) =>
    `In use: ${count} generated pairs, label noise ${noise}. A restart takes changes in.`,
  pasted: (count: number) => `In use from the next restart on: ${count} pairs of your own.`,
  label: 'JSON lines',
  placeholder: '{"prompt": "…", "chosen": "…", "rejected": "…"}',
  file: 'Choose a file…',
  use: 'Use these',
  back: 'Back to generated',
  save: 'Download the data in use',
  problems: (count: number) =>
    count === 1
      ? 'One line is wrong, so nothing was taken:'
      : `${count} lines are wrong, so nothing was taken:`,
  line: (line: number) => `line ${line}`,
} as const;

export const PREFERENCE_PANEL_ID = 'preference-data';

/** Whether a run with these settings trains on preference data. */
const readsPreferences = (config: RunConfig) =>
  sampleSource(objectives[config.method], config) === 'preferences';

export interface PreferencePanelProps {
  /** Wanted although the method does not train on pairs: a reward model does. */
  readonly bringsPairs: boolean;
}

export function PreferencePanel({ bringsPairs }: PreferencePanelProps) {
  const draft = usePage((state) => state.draft);
  const data = usePage((state) => state.preferences[state.draft.task]);
  if (!bringsPairs && !readsPreferences(draft)) return null;
  return <Control draft={draft} data={data} />;
}

function Control({ draft, data }: { readonly draft: RunConfig; readonly data?: PreferenceData }) {
  const store = useActions();
  const id = useId();
  const [text, setText] = useState('');
  const takeFile = async (file?: File) => {
    if (file) setText(await file.text());
  };
  return (
    <section className="card" id={PREFERENCE_PANEL_ID}>
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.explanation}</p>
      <p className={styles.inUse} role="status">
        {data?.pasted
          ? STRINGS.pasted(data.count)
          : STRINGS.generated(draft.preferenceCount, draft.preferenceNoise)}
      </p>
      <label htmlFor={id} className={styles.label}>
        {STRINGS.label}
      </label>
      <textarea
        id={id}
        className={styles.text}
        rows={5}
        spellCheck={false}
        placeholder={STRINGS.placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onDragOver={(event: DragEvent) => event.preventDefault()}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          void takeFile(event.dataTransfer.files[0]);
        }}
      />
      <div className={styles.tools}>
        <label className="button">
          {STRINGS.file}
          <input
            type="file"
            className="visually-hidden"
            accept=".jsonl,.json,.txt,application/json,text/plain"
            onChange={(event: ChangeEvent<HTMLInputElement>) => void takeFile(event.target.files?.[0])}
          />
        </label>
        <button
          type="button"
          className="button"
          disabled={text.trim() === ''}
          onClick={() => store.takePreferences(draft.task, text)}
        >
          {STRINGS.use}
        </button>
        {data?.pasted && (
          <button type="button" className="button" onClick={() => store.takePreferences(draft.task)}>
            {STRINGS.back}
          </button>
        )}
        <SaveButton task={draft.task} />
      </div>
      {data && data.problems.length > 0 && (
        <div className={styles.problems} role="alert">
          <p>{STRINGS.problems(data.problems.length)}</p>
          <ul>
            {data.problems.map(({ line, message }) => (
              <li key={line}>
                <strong>{STRINGS.line(line)}</strong> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

/** The worker holds the data, so it is asked for and saved when it comes. */
function SaveButton({ task }: { readonly task: string }) {
  const store = useActions();
  const exported = usePage((state) => state.preferencesText);
  const [textBefore, setTextBefore] = useState<object>();
  useEffect(() => {
    if (!textBefore || !exported || exported === textBefore) return;
    setTextBefore(undefined);
    download(`preferences-${task}.jsonl`, new Blob([exported.text], { type: 'application/jsonl' }));
  }, [textBefore, exported, task]);
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        setTextBefore(exported ?? {});
        store.exportPreferences();
      }}
    >
      {STRINGS.save}
    </button>
  );
}
