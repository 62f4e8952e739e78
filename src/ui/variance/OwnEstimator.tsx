// The visitor's own rule as a sixth estimator: open, it is computed and drawn beside the five.
import { lazyPart } from '../frame/lazy_part.tsx';
import type { GaussianState } from './useGaussian.ts';
import styles from './VariancePage.module.css';

const RuleEditor = lazyPart(async () => (await import('../controls/rule/RuleEditor.tsx')).RuleEditor);
const RuleLambda = lazyPart(async () => (await import('../methods/OwnRule.tsx')).RuleLambda);

const STRINGS = {
  title: 'Your own rule',
  lede: 'A Gaussian has the same vectors as a group of responses. The prior is N(1, 1), gamma is 1, and the reward is 1/2 − y, so that the posterior is the target.',
  refused: (problem: string) => `No curve: ${problem}.`,
} as const;

export interface OwnEstimatorProps {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly state: GaussianState;
}

export function OwnEstimator({ open, onOpen, state }: OwnEstimatorProps) {
  const problem = state.answer?.result.ownProblem;
  return (
    <details
      className={`card ${styles.own}`}
      open={open}
      onToggle={({ currentTarget }) => onOpen(currentTarget.open)}
    >
      <summary>
        <h2 className="card-title">{STRINGS.title}</h2>
      </summary>
      {open && (
        <div className={styles.rule}>
          <p className="card-lede">{STRINGS.lede}</p>
          <RuleEditor />
          <RuleLambda />
          {problem !== undefined && (
            <p className={styles.refused} role="status">
              {STRINGS.refused(problem)}
            </p>
          )}
        </div>
      )}
    </details>
  );
}
