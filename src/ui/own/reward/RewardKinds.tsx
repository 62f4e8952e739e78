// Which of three kinds of reward is looked at: arrow keys move between them, as in any group of choices.
import { useId } from 'react';
import type { RewardKind } from '../../../own/reward/reward_identity.ts';
import styles from './RewardKinds.module.css';

const STRINGS = {
  legend: 'Kind of reward',
  kinds: { rule: 'A rule', judge: 'A language model', model: 'A reward model' } satisfies Record<
    RewardKind,
    string
  >,
  used: 'in use',
} as const;

export interface RewardKindsProps {
  readonly kind: RewardKind;
  /** Of the reward that the next run trains with. */
  readonly used?: RewardKind;
  readonly onKind: (kind: RewardKind) => void;
}

export function RewardKinds({ kind, used, onKind }: RewardKindsProps) {
  const name = useId();
  return (
    <fieldset className={styles.kinds}>
      <legend className="visually-hidden">{STRINGS.legend}</legend>
      {(Object.keys(STRINGS.kinds) as RewardKind[]).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={name}
            className="visually-hidden"
            checked={one === kind}
            onChange={() => onKind(one)}
          />
          <span>
            {STRINGS.kinds[one]}
            {one === used && <small>{STRINGS.used}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
