// Sweeps of this browser, to be shown again.
import { type Sweep, sweepRequests } from '../../experiments/sweep/sweep.ts';
import { sweepQuery } from '../../experiments/sweep/text.ts';
import styles from './SweepPage.module.css';
import { overridesText, sweepTitle } from './sweep_words.ts';

const STRINGS = {
  title: 'Earlier sweeps',
  runs: (count: number) => `${count} ${count === 1 ? 'run' : 'runs'}`,
} as const;

export interface EarlierSweepsProps {
  readonly sweeps: readonly Sweep[];
  readonly shown?: Sweep;
  readonly disabled: boolean;
  readonly onShow: (sweep: Sweep) => void;
}

export function EarlierSweeps({ sweeps, shown, disabled, onShow }: EarlierSweepsProps) {
  const others = sweeps.filter((sweep) => !shown || sweepQuery(sweep) !== sweepQuery(shown));
  if (others.length === 0) return null;
  return (
    <section className={`card ${styles.earlier}`} aria-labelledby="earlier-sweeps">
      <h2 className="card-title" id="earlier-sweeps">
        {STRINGS.title}
      </h2>
      <ul>
        {others.map((sweep) => (
          <li key={sweepQuery(sweep)}>
            <button type="button" className="tool" disabled={disabled} onClick={() => onShow(sweep)}>
              {sweepTitle(sweep)}
            </button>{' '}
            <span className={styles.soft}>
              {[STRINGS.runs(sweepRequests(sweep).length), overridesText(sweep)].filter(Boolean).join('; ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
