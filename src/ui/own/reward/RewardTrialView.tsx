// What a reward does to the starting model's samples: its histogram, its scale, how much of its spread can be learned, and
// the answers at both ends.
import { useMemo } from 'react';
import { HEALTHY_SHARE, type RewardFigures } from '../../../own/reward/reward_figures.ts';
import { ChartFigure } from '../../charts/ChartFigure.tsx';
import { formatNumber, formatPercent } from '../../charts/number_format.ts';
import styles from './RewardTrialView.module.css';
import type { Rated, RewardTrial } from './reward_trial.ts';

const STRINGS = {
  title: 'Rewards of the starting model’s answers',
  explanation: ({ samples, prompts }: RewardFigures) =>
    `${samples} answers to ${prompts} ${prompts === 1 ? 'prompt' : 'prompts'}, drawn before any training.`,
  chart: ({ samples, mean, spread }: RewardFigures) =>
    `Histogram of the reward over ${samples} answers: mean ${formatNumber(mean)}, spread ${formatNumber(spread)}`,
  reward: 'reward',
  count: 'answers',
  figures: 'The reward in figures',
  mean: ['Mean', 'Mean reward of these answers'],
  spread: ['Spread', 'Standard deviation of these answers’ rewards'],
  within: ['Within prompts', 'Share of the variance that lies between answers to one prompt'],
  healthy: 'At least half of the spread lies between answers to one prompt. Training can learn from that.',
  unhealthy: (share: string) =>
    `Only ${share} of the spread lies between answers to one prompt. Training learns from nothing else, so at least half is healthy.`,
  unknown: 'Each prompt has one answer, so nothing is known of differences between answers to one prompt.',
  standardised: ({ mean, spread, samples }: RewardFigures) =>
    `Training uses (reward ${mean < 0 ? '+' : '−'} ${formatNumber(Math.abs(mean))}) / ${formatNumber(spread)}. So these ${samples} answers have mean 0 and spread 1.`,
  best: 'Best answers',
  worst: 'Worst answers',
  answer: 'Answer',
  rewardColumn: 'Reward',
  empty: '(empty)',
  cut: 'cut off',
} as const;

const COUNT_AXIS = { label: STRINGS.count, min: 0 } as const;
const REWARD_AXIS = { label: STRINGS.reward } as const;

export function RewardTrialView({ trial: { figures, bins, best, worst } }: { readonly trial: RewardTrial }) {
  const series = useMemo(
    () => [
      {
        id: 'rewards',
        label: STRINGS.count,
        colour: '--accent',
        line: 'none' as const,
        bars: true,
        points: bins.map(({ at, low, high, count }) => ({ x: at, y: count, xLow: low, xHigh: high })),
      },
    ],
    [bins],
  );
  return (
    <div className={styles.trial}>
      <div className={styles.scale}>
        <ChartFigure
          title={STRINGS.title}
          explanation={STRINGS.explanation(figures)}
          fileName="own-reward"
          label={STRINGS.chart(figures)}
          series={series}
          x={REWARD_AXIS}
          y={COUNT_AXIS}
        />
        <div>
          <dl className={styles.figures} aria-label={STRINGS.figures}>
            <Figure text={STRINGS.mean} value={formatNumber(figures.mean)} />
            <Figure text={STRINGS.spread} value={formatNumber(figures.spread)} />
            <Figure text={STRINGS.within} value={formatPercent(figures.withinShare)} />
          </dl>
          <Share {...figures} />
          <p className={styles.note}>{STRINGS.standardised(figures)}</p>
        </div>
      </div>
      <div className={styles.ends}>
        <Answers caption={STRINGS.best} rated={best} />
        <Answers caption={STRINGS.worst} rated={worst} />
      </div>
    </div>
  );
}

function Share({ withinShare }: RewardFigures) {
  if (Number.isNaN(withinShare)) return <p className={styles.note}>{STRINGS.unknown}</p>;
  return withinShare >= HEALTHY_SHARE ? (
    <p className={styles.note}>{STRINGS.healthy}</p>
  ) : (
    <p className={styles.warning} role="status">
      {STRINGS.unhealthy(formatPercent(withinShare))}
    </p>
  );
}

interface FigureProps {
  /** Name and explanation. */
  readonly text: readonly [string, string];
  readonly value: string;
}

const Figure = ({ text: [name, explanation], value }: FigureProps) => (
  <div title={explanation}>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

function Answers({ caption, rated }: { readonly caption: string; readonly rated: readonly Rated[] }) {
  return (
    <table className={`number-table ${styles.answers}`}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{STRINGS.answer}</th>
          <th scope="col">{STRINGS.rewardColumn}</th>
        </tr>
      </thead>
      <tbody>
        {rated.map(({ response: { prompt, response, ended }, reward }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its rank
          <tr key={i}>
            <td>
              <span className={styles.prompt}>{prompt}</span>
              <span className={styles.answer}>
                {response.trim() === '' ? <i>{STRINGS.empty}</i> : response}
                {!ended && <span className={styles.cut}>{STRINGS.cut}</span>}
              </span>
            </td>
            <td>{formatNumber(reward)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
