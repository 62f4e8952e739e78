// A supervised training of an earlier visit: where it stands, what it needs, and the way on.
import type { KeptHead } from '../../../own/sft/kept_training.ts';
import { useNow } from '../../frame/useNow.ts';
import { timeAgo } from '../../words/time_ago.ts';
import styles from './SftPanel.module.css';

const STRINGS = {
  place: (name: string, step: number, all: number, ago: string) =>
    `A training on ${name} is kept: step ${step.toLocaleString('en')} of ${all.toLocaleString('en')}, saved ${ago}.`,
  data: 'Give that file above, and it can go on.',
  model: 'It began with a model: give that above too, and it can go on.',
  ready: 'With the same files it goes on there. A new training takes its place.',
  goOn: 'Go on',
  forget: 'Forget it',
} as const;

interface KeptLineProps {
  readonly kept: KeptHead;
  readonly hasData: boolean;
  readonly hasModel: boolean;
  readonly onGoOn?: () => void;
  readonly onForget: () => void;
}

export function KeptLine({ kept, hasData, hasModel, onGoOn, onForget }: KeptLineProps) {
  const nowMs = useNow();
  const { data, step, savedMs, request } = kept;
  const lacksModel = request.start.kind === 'model' && !hasModel;
  const next = !hasData ? STRINGS.data : lacksModel ? STRINGS.model : STRINGS.ready;
  return (
    <div className={styles.kept} role="status">
      <p>
        {STRINGS.place(data.name, step, request.settings.steps, timeAgo(savedMs, nowMs))} {next}
      </p>
      <div className={styles.buttons}>
        {hasData && !lacksModel && onGoOn && (
          <button type="button" className="button primary" onClick={onGoOn}>
            {STRINGS.goOn}
          </button>
        )}
        <button type="button" className="button" onClick={onForget}>
          {STRINGS.forget}
        </button>
      </div>
    </div>
  );
}
