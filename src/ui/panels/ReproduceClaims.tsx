// The paper's orderings and what became of them, each with its numbers.
import type { Claim, ClaimVerdict } from '../../experiments/experiment.ts';
import styles from './Reproduce.module.css';

const STRINGS = {
  paper: 'Paper',
  here: 'Here',
  signs: { reproduced: '✓', 'not reproduced': '✗', undecided: '≈', waiting: '…' } satisfies Record<
    ClaimVerdict,
    string
  >,
} as const;

export function ReproduceClaims({ claims }: { readonly claims: readonly Claim[] }) {
  return (
    <ul className={styles.claims}>
      {claims.map(({ text, paper, measured, verdict }) => (
        <li key={text} data-verdict={verdict}>
          <span className={styles.sign} aria-hidden="true">
            {STRINGS.signs[verdict]}
          </span>
          <span>
            <span className={styles.claim}>{text}</span>
            <span className={styles.verdict}>{verdict}</span>
            <span className={styles.numbers}>
              {STRINGS.paper}: {paper}. {STRINGS.here}: {measured}.
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
