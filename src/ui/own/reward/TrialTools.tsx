// The buttons of a reward: try it on samples, stop, and train with what was tried.
import type { RewardFigures } from '../../../own/reward/reward_figures.ts';
import styles from './TrialTools.module.css';
import type { TrialState } from './useRewardTrial.ts';

const STRINGS = {
  try: 'Try on samples',
  stop: 'Stop',
  drawing: 'Drawing answers from the starting model…',
  rating: 'Rating them…',
  changed: 'It has changed since. Try it again before you use it.',
  used: 'In use from the next run on.',
} as const;

export interface TrialToolsProps {
  readonly state: TrialState;
  /** Of the reward as it stands; undefined: it cannot be tried. */
  readonly keyNow?: string;
  /** Of the reward that the next run trains with. */
  readonly used?: string;
  /** Text of the button that takes it. */
  readonly use: string;
  readonly onTry: () => void;
  readonly onStop: () => void;
  readonly onUse: (figures: RewardFigures) => void;
}

export function TrialTools({ state, keyNow, used, use, onTry, onStop, onUse }: TrialToolsProps) {
  const { status } = state;
  const busy = status === 'drawing' || status === 'rating';
  const isCurrent = 'key' in state && state.key === keyNow;
  const isUsed = keyNow !== undefined && used === keyNow;
  const said = () => {
    if (busy) return STRINGS[status];
    if (isUsed) return STRINGS.used;
    return status === 'tried' && !isCurrent ? STRINGS.changed : '';
  };
  return (
    <div className={styles.tools}>
      {busy ? (
        <button type="button" className="button" onClick={onStop}>
          {STRINGS.stop}
        </button>
      ) : (
        <button type="button" className="button" disabled={keyNow === undefined} onClick={onTry}>
          {STRINGS.try}
        </button>
      )}
      <button
        type="button"
        className="button primary"
        disabled={status !== 'tried' || !isCurrent || isUsed}
        onClick={() => status === 'tried' && onUse(state.trial.figures)}
      >
        {use}
      </button>
      <span className={styles.status} role="status">
        {said()}
      </span>
    </div>
  );
}
