// Which of the theorems' properties the own rule has, with the two numbers that decide each, in a small random world.
import { useDeferredValue, useMemo, useState } from 'react';
import { defaults } from '../../config/presets.ts';
import { checkRule, type RuleCheckOutcome } from '../../exact/rule_checks.ts';
import { DEFAULT_WORLD } from '../../exact/world.ts';
import { objectives } from '../../objectives/index.ts';
import { formatNumber } from '../charts/number_format.ts';
import { usePage } from '../frame/useStore.ts';
import styles from './RuleChecks.module.css';

const STRINGS = {
  title: 'What holds of this rule',
  lede: (outcomes: number, n: number, gamma: number) =>
    `A world of ${outcomes} outcomes with gamma ${gamma}. All ${outcomes ** n} tuples of ${n} samples are weighed by the rule.`,
  hold: (passed: number, all: number) => `${passed} of ${all} hold`,
  check: 'Property',
  verdict: 'Holds?',
  difference: 'Difference',
  holds: 'holds',
  fails: 'does not hold',
  refused: 'refused',
} as const;

export function RuleChecks() {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.fold} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{STRINGS.title}</summary>
      {open && <Verdicts />}
    </details>
  );
}

/** Some thousand weighings of three samples, about 10 ms. */
function Verdicts() {
  const rule = useDeferredValue(usePage((state) => state.draft.rule));
  const ruleLambda = useDeferredValue(usePage((state) => state.draft.ruleLambda));
  const outcomes = useMemo(() => {
    const settings = { ...defaults.strings, gamma: DEFAULT_WORLD.gamma, rule, ruleLambda };
    return checkRule(
      (group) => objectives.own.rule(withLengths(group), settings).coefficients,
      DEFAULT_WORLD,
    );
  }, [rule, ruleLambda]);
  const passed = outcomes.filter((outcome) => 'result' in outcome && outcome.result.passed).length;
  return (
    <>
      <p className={styles.lede}>
        {STRINGS.lede(DEFAULT_WORLD.outcomes, DEFAULT_WORLD.n, DEFAULT_WORLD.gamma)}{' '}
        <span role="status">{STRINGS.hold(passed, outcomes.length)}.</span>
      </p>
      <ul className={styles.checks}>
        {outcomes.map((outcome) => (
          <Verdict key={outcome.check.id} outcome={outcome} />
        ))}
      </ul>
    </>
  );
}

/** Every outcome of the world is one token long. */
const withLengths = <Group extends { readonly reward: readonly number[] }>(group: Group) => ({
  ...group,
  tokenCount: group.reward.map(() => 1),
});

function Verdict({ outcome }: { readonly outcome: RuleCheckOutcome }) {
  const { check } = outcome;
  const passed = 'result' in outcome && outcome.result.passed;
  const verdict = 'problem' in outcome ? STRINGS.refused : passed ? STRINGS.holds : STRINGS.fails;
  return (
    <li>
      <h3>
        {check.title} <span data-passed={passed}>{verdict}</span>
      </h3>
      <p>
        {check.statement} <span className={styles.source}>{check.source}.</span>
      </p>
      {'problem' in outcome ? (
        <p className={styles.refused}>{outcome.problem}.</p>
      ) : (
        <Figures result={outcome.result} />
      )}
    </li>
  );
}

function Figures({ result }: Pick<Extract<RuleCheckOutcome, { result: unknown }>, 'result'>) {
  const { left, right, difference, tolerance } = result;
  return (
    <p className={styles.figures}>
      {left.label} {formatNumber(left.value, 4)}, {right.label} {formatNumber(right.value, 4)}; difference{' '}
      {formatNumber(difference, 2)}, tolerance {formatNumber(tolerance, 1)}
    </p>
  );
}
