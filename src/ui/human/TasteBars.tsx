// What the clicks reward: a bar a feature with its 95 % interval, and how well the clicks foretell one another.
import { useStore } from 'zustand';
import { normalInterval, Z95 } from '../../math/statistics.ts';
import { FEWEST_DECIDED, type Taste } from '../../reward/taste/taste.ts';
import type { Judging } from '../../store/judging.ts';
import { FEATURES } from '../../tasks/features.ts';
import type { TaskName } from '../../tasks/task.ts';
import { formatNumber } from '../charts/number_format.ts';
import { featureWords } from './feature_words.ts';
import styles from './TasteBars.module.css';

const STRINGS = {
  title: 'What your clicks reward',
  explanation: 'Bars right: you choose answers with more of it. Lines: 95 % intervals.',
  feature: 'Feature',
  weight: 'Weight, log-odds',
  more: (clicks: number) =>
    `Keep clicking: ${clicks} more until the bars mean something. Ties do not count here.`,
  ties: 'Only ties so far. Choose the better answer where you see one.',
  contradictory: 'Your clicks look random to it, or follow something it cannot see.',
  clearest: (label: string, wanted: boolean) =>
    wanted ? `Clearest so far: you choose more of “${label}”.` : `Clearest so far: you avoid “${label}”.`,
  nothing: 'No feature stands out yet.',
  foretold: (share: string, low: string, high: string, decided: number) =>
    `Each click foretold from the others: ${share} % right (95 %: ${low} to ${high} %), of ${decided} clicks. Chance is 50 %.`,
  flip: 'Flip one click of five (label noise)',
} as const;

const WIDTH = 100;
const HEIGHT = 16;

export function TasteBars({ task, judging }: { readonly task: TaskName; readonly judging: Judging }) {
  const { taste, flips, clicks } = useStore(judging.store);
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.explanation}</p>
      <p className={styles.state} data-state={taste.state} role="status">
        {stateText(task, taste)}
      </p>
      <Bars task={task} taste={taste} />
      {taste.state !== 'few' && taste.decided > 0 && <p className={styles.note}>{foretoldText(taste)}</p>}
      {clicks.length > 0 && (
        <label className={styles.flip}>
          <input type="checkbox" checked={flips} onChange={({ target }) => judging.flip(target.checked)} />
          {STRINGS.flip}
        </label>
      )}
    </section>
  );
}

/** How many standard errors a weight is from nothing. */
const clarity = ({ weights, standardErrors }: Taste, i: number) => Math.abs(weights[i]) / standardErrors[i];

function stateText(task: TaskName, taste: Taste): string {
  if (taste.state === 'few') return STRINGS.more(FEWEST_DECIDED - taste.decided);
  if (taste.state !== 'known') return STRINGS[taste.state];
  const clearest = FEATURES.map((_, i) => i).sort((a, b) => clarity(taste, b) - clarity(taste, a))[0];
  if (clarity(taste, clearest) < Z95) return STRINGS.nothing;
  return STRINGS.clearest(featureWords(task, FEATURES[clearest]).label, taste.weights[clearest] > 0);
}

function foretoldText({ foretold, decided }: Taste): string {
  const [share, low, high] = [foretold.share, foretold.low, foretold.high].map((x) =>
    String(Math.round(100 * x)),
  );
  return STRINGS.foretold(share, low, high, decided);
}

function Bars({ task, taste }: { readonly task: TaskName; readonly taste: Taste }) {
  const { weights, standardErrors } = taste;
  const intervals = weights.map((mean, i) => normalInterval({ mean, standardError: standardErrors[i] }));
  const largest = Math.max(1, ...intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  const x = (value: number) => (WIDTH / 2) * (1 + value / largest);
  return (
    <table className={styles.table}>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{STRINGS.feature}</th>
          <th scope="col" colSpan={2}>
            {STRINGS.weight}
          </th>
        </tr>
      </thead>
      <tbody>
        {FEATURES.map((name, i) => {
          const { label, unit } = featureWords(task, name);
          const { low, high } = intervals[i];
          return (
            <tr key={name}>
              <th scope="row">
                {label} <span className={styles.unit}>{unit}</span>
              </th>
              <td className={styles.bar}>
                <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
                  <line className={styles.zero} x1={WIDTH / 2} x2={WIDTH / 2} y1={0} y2={HEIGHT} />
                  <rect
                    className={weights[i] < 0 ? styles.down : styles.up}
                    x={Math.min(x(0), x(weights[i]))}
                    width={Math.abs(x(weights[i]) - x(0))}
                    y={3}
                    height={HEIGHT - 6}
                  />
                  <line className={styles.whisker} x1={x(low)} x2={x(high)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
                </svg>
              </td>
              <td className={styles.value}>
                {formatNumber(weights[i], 2)} ± {formatNumber(Z95 * standardErrors[i], 2)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
