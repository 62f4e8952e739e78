// Checks the paper's theorems in a small random world. Each has a switch that breaks it: a check that cannot fail shows
// nothing.
import { useState } from 'react';
import type { TheoremCheck } from '../../exact/check.ts';
import { theoremChecks } from '../../exact/checks.ts';
import { DEFAULT_WORLD, type WorldSettings } from '../../exact/world.ts';
import { TheoremCard } from './TheoremCard.tsx';
import styles from './Theorems.module.css';
import { answers, type TheoremChecks, useTheoremChecks } from './useTheoremChecks.ts';
import { WorldForm } from './WorldForm.tsx';

const STRINGS = {
  title: 'The theorems, checked',
  lede: 'A few outcomes with random probabilities and rewards: small enough to go through every tuple of n samples. Both sides of each claim are computed and compared. “Break it” changes one thing, and the check must fail.',
  checking: (done: number, all: number) => `${done} of ${all} checked`,
  hold: (passed: number, all: number) => `${passed} of ${all} hold`,
  broken: (count: number) => `, ${count} broken on purpose`,
  problem: (message: string) => `The checks stopped: ${message}. Reload the page to go on.`,
} as const;

export function Theorems() {
  const [settings, setSettings] = useState<WorldSettings>(DEFAULT_WORLD);
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const checks = useTheoremChecks(settings, broken);
  const toggle = (id: string) => {
    const next = new Set(broken);
    if (!next.delete(id)) next.add(id);
    setBroken(next);
  };
  const requestOf = ({ id: checkId }: TheoremCheck) => ({ checkId, settings, broken: broken.has(checkId) });
  return (
    <section className="card" aria-labelledby="theorems">
      <details>
        <summary className={styles.head}>
          <h2 id="theorems" className="card-title">
            {STRINGS.title}
          </h2>
          <span className={styles.count} role="status">
            {summary(checks, settings, broken)}
          </span>
        </summary>
        <p className="card-lede">{STRINGS.lede}</p>
        <WorldForm settings={settings} onChange={setSettings} />
        {checks.problem !== undefined && <p role="alert">{STRINGS.problem(checks.problem)}</p>}
        <ul className={styles.grid}>
          {theoremChecks.map((check) => (
            <TheoremCard
              key={check.id}
              check={check}
              reply={checks.replies.get(check.id)}
              current={answers(checks.replies.get(check.id), requestOf(check))}
              broken={broken.has(check.id)}
              onBreak={() => toggle(check.id)}
            />
          ))}
        </ul>
      </details>
    </section>
  );
}

function summary({ replies }: TheoremChecks, settings: WorldSettings, broken: ReadonlySet<string>): string {
  const answered = theoremChecks.filter(({ id }) =>
    answers(replies.get(id), { checkId: id, settings, broken: broken.has(id) }),
  );
  if (answered.length < theoremChecks.length) return STRINGS.checking(answered.length, theoremChecks.length);
  const passed = answered.filter(({ id }) => replies.get(id)?.result.passed).length;
  return STRINGS.hold(passed, theoremChecks.length) + (broken.size > 0 ? STRINGS.broken(broken.size) : '');
}
