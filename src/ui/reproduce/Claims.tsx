// Claimed orderings, from the paper and elsewhere, with the measured verdict and numbers of each.
import { verdictText } from '../../experiments/claims.ts';
import type { Claim, ClaimVerdict } from '../../experiments/experiment.ts';
import styles from './ReproducePage.module.css';

const STRINGS = {
  said: ({ paper, source }: Claim) =>
    paper !== undefined ? `Paper: ${paper}.` : source !== undefined ? `${source}.` : '',
  here: 'Here',
  differs: 'Differs from the paper',
  signs: {
    reproduced: '✓',
    contradicted: '✗',
    level: '=',
    undecided: '?',
    waiting: '…',
  } satisfies Record<ClaimVerdict, string>,
} as const;

export function Claims({ claims }: { readonly claims: readonly Claim[] }) {
  return (
    <ul className={styles.claims}>
      {claims.map((claim) => (
        <li key={claim.text} data-verdict={claim.verdict}>
          <span className={styles.sign} aria-hidden="true">
            {STRINGS.signs[claim.verdict]}
          </span>
          <span>
            <span className={styles.claim}>{claim.text}</span>
            <span className={styles.verdict}>{verdictText(claim)}</span>
            <span className={styles.numbers}>
              {STRINGS.said(claim)} {STRINGS.here}: {claim.measured}.
              {claim.differs !== undefined && ` ${STRINGS.differs}: ${claim.differs}.`}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
