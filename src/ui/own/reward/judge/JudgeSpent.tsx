// What a judge has spent of the most that it may.
import type { JudgeSpending } from '../../../../own/reward/judge/budget.ts';
import styles from './JudgeRewardPanel.module.css';

const STRINGS = {
  spent: ({ price, requests, inputTokens, outputTokens, known }: JudgeSpending, cap: number) =>
    `Spent ${price.toFixed(4)} of ${cap}: ${requests.toLocaleString('en')} requests, ${inputTokens.toLocaleString('en')} tokens in, ${outputTokens.toLocaleString('en')} out. ${known.toLocaleString('en')} comparisons were known.`,
  short: ({ price, requests }: JudgeSpending, cap: number) =>
    `The judge has spent ${price.toFixed(4)} of ${cap}, in ${requests.toLocaleString('en')} requests.`,
  spending: 'Spent of the most',
} as const;

interface JudgeSpentProps {
  readonly spending: JudgeSpending;
  /** In the currency of the prices; 0 where nothing may be spent. */
  readonly cap: number;
  /** For a place that says nothing else of a judge. */
  readonly isShort?: boolean;
}

export function JudgeSpent({ spending, cap, isShort = false }: JudgeSpentProps) {
  return (
    <p className={styles.spent}>
      <progress
        className="thin-progress"
        max={1}
        value={cap === 0 ? 0 : Math.min(1, spending.price / cap)}
        aria-label={STRINGS.spending}
      />
      {(isShort ? STRINGS.short : STRINGS.spent)(spending, cap)}
    </p>
  );
}
