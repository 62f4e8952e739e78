// Where the run's target lies, once the run that was guessed has ended and the answer gives nothing away.
import { decimals, isFinished } from '../../lessons/facts.ts';
import { targetPlace } from '../../lessons/frontier/target_place.ts';
import type { Run } from '../../store/page_state.ts';
import { type PlotFrame, pixelAt } from '../charts/plot_frame.ts';
import styles from './GuessRing.module.css';

const STRINGS = {
  name: (reward: string, drift: string) => `Exact target: reward ${reward} at drift ${drift}`,
} as const;

export function TargetStar({ frame, run }: { readonly frame: PlotFrame; readonly run: Run }) {
  const target = isFinished(run) ? targetPlace(run) : undefined;
  if (!target) return null;
  const name = STRINGS.name(decimals(target.reward), decimals(target.kl));
  const at = { left: `${pixelAt(frame.x, target.kl)}px`, top: `${pixelAt(frame.y, target.reward)}px` };
  return (
    <div className={styles.target} role="img" aria-label={name} title={name} style={at}>
      ★
    </div>
  );
}
