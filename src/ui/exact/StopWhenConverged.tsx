// Offers to pause the run once its exact reward and drift stand still, and says when they do.
import { useEffect, useState } from 'react';
import { useActions, usePage } from '../frame/useStore.ts';
import { type ConvergencePoint, convergedStep } from './convergence.ts';
import styles from './ExactPage.module.css';

const STRINGS = {
  stop: 'Stop when converged',
  stopTitle: 'Pauses once five more tests change mean reward and drift by less than 3 % of the way so far',
  converged: (step: number) => `Converged at step ${step}: from there on reward and drift hardly change.`,
  moving: 'Reward and drift still change.',
} as const;

export function StopWhenConverged({ points }: { readonly points: readonly ConvergencePoint[] }) {
  const store = useActions();
  const [wanted, setWanted] = useState(false);
  const running = usePage((state) => state.progress.status === 'running');
  const step = convergedStep(points);
  useEffect(() => {
    if (!wanted || !running || step === undefined) return;
    store.pause();
    // Once: whoever then presses Play wants to go on.
    setWanted(false);
  }, [wanted, running, step, store]);
  return (
    <p className={styles.converged}>
      <label title={STRINGS.stopTitle}>
        <input type="checkbox" checked={wanted} onChange={({ target }) => setWanted(target.checked)} />{' '}
        {STRINGS.stop}
      </label>
      <span role="status">
        {step !== undefined ? STRINGS.converged(step) : points.length > 1 && STRINGS.moving}
      </span>
    </p>
  );
}
