// One theorem: its claim, the two numbers that decide it, and the switch that breaks it.
import type { TheoremCheck } from '../../exact/check.ts';
import type { CheckAnswer } from '../../worker/exact_check_worker.ts';
import { formatNumber } from '../charts/number_format.ts';
import { Equation } from '../controls/Equation.tsx';
import styles from './Theorems.module.css';

const STRINGS = {
  waiting: 'waiting',
  holds: 'holds',
  fails: 'fails',
  failsAsMust: 'fails, as it must',
  holdsAllTheSame: 'holds although broken',
  difference: 'difference',
  tolerance: 'tolerance',
  break: 'Break it',
  broken: 'Broken:',
  breakTitle: (title: string) => `Break it: ${title}`,
  took: (elapsed: string) => `${elapsed} ms`,
} as const;

export interface TheoremCardProps {
  readonly check: TheoremCheck;
  readonly reply: CheckAnswer | undefined;
  /** True if the reply belongs to the present settings. */
  readonly current: boolean;
  readonly broken: boolean;
  readonly onBreak: () => void;
}

export function TheoremCard({ check, reply, current, broken, onBreak }: TheoremCardProps) {
  return (
    <li className={styles.check} aria-busy={!current} data-broken={broken}>
      <div className={styles.checkHead}>
        <h3>{check.title}</h3>
        {reply && current ? (
          <Badge passed={reply.result.passed} broken={broken} />
        ) : (
          <span className={styles.badge}>{STRINGS.waiting}</span>
        )}
      </div>
      <p className={styles.statement}>{check.statement}</p>
      <div className={styles.equation}>
        <Equation tex={`\\displaystyle ${check.equation}`} />
      </div>
      {reply && <Numbers reply={reply} />}
      <div className={styles.foot}>
        <span>
          {check.source}
          {reply && ` · ${STRINGS.took(formatNumber(reply.elapsedMs, 2))}`}
        </span>
        <button
          type="button"
          role="switch"
          className={styles.break}
          aria-checked={broken}
          aria-label={STRINGS.breakTitle(check.title)}
          onClick={onBreak}
        >
          <span className={styles.track} aria-hidden="true" />
          {STRINGS.break}
        </button>
      </div>
      {broken && (
        <p className={styles.reason}>
          <strong>{STRINGS.broken}</strong> {check.breakReason}
        </p>
      )}
    </li>
  );
}

function Badge({ passed, broken }: { readonly passed: boolean; readonly broken: boolean }) {
  const words = broken
    ? passed
      ? STRINGS.holdsAllTheSame
      : STRINGS.failsAsMust
    : passed
      ? STRINGS.holds
      : STRINGS.fails;
  return (
    <span className={styles.badge} data-passed={passed} data-expected={passed !== broken}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={passed ? 'M3 8.5 6.5 12 13 4.5' : 'M4 4 12 12M12 4 4 12'} />
      </svg>
      {words}
    </span>
  );
}

function Numbers({ reply: { result } }: { readonly reply: CheckAnswer }) {
  const { left, right, difference, tolerance, note } = result;
  return (
    <>
      <dl className={styles.numbers}>
        <div>
          <dt>{left.label}</dt>
          <dd>{formatNumber(left.value, 6)}</dd>
        </div>
        <div>
          <dt>{right.label}</dt>
          <dd>{formatNumber(right.value, 6)}</dd>
        </div>
        <div>
          <dt>{STRINGS.difference}</dt>
          <dd>{formatNumber(difference, 2)}</dd>
        </div>
        <div>
          <dt>{STRINGS.tolerance}</dt>
          <dd>{formatNumber(tolerance, 1)}</dd>
        </div>
      </dl>
      {note && <p className={styles.note}>{note}</p>}
    </>
  );
}
