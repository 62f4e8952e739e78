// Why a reward could not be tried, where no place of a text can be named.
import styles from './TrialProblem.module.css';
import type { TrialState } from './useRewardTrial.ts';

const STRINGS = { answer: 'That answer:' } as const;

/** @param keyNow of the reward as it stands; the problem of another is not shown. */
export function TrialProblem({ state, keyNow }: { readonly state: TrialState; readonly keyNow?: string }) {
  if (state.status !== 'failed' || state.key !== keyNow) return null;
  return (
    <div className={styles.failed} role="alert">
      <p>{state.problem.message}</p>
      {state.answer !== undefined && (
        <p>
          {STRINGS.answer} {state.answer}
        </p>
      )}
    </div>
  );
}
