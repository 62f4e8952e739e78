// What became of each pair, and the sum: who won, what went wrong, what it cost.
import type { Asker } from './asker.ts';
import type { Comparison } from './compare.ts';
import type { FaultKind } from './fault.ts';

export type PairResult =
  | ({ readonly state: 'judged' } & Comparison)
  | { readonly state: 'failed'; readonly kind: FaultKind; readonly reason: string }
  /** Cancelled or stopped before it was judged. */
  | { readonly state: 'unasked' };

export interface JudgeTotals {
  /** Pairs whose first response is better. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly failed: number;
  /** Pairs not judged because the run was cancelled or stopped. */
  readonly unasked: number;
  /** Judged pairs whose two orders disagree: the sign of position bias. */
  readonly inconsistent: number;
  /** Answers without a readable verdict, those put right on asking again included. */
  readonly malformed: number;
  /** Requests sent, retries included. */
  readonly requests: number;
  /** Tokens as the server reports them; undefined if it never did. */
  readonly promptTokens: number | undefined;
  readonly completionTokens: number | undefined;
  /** Wall time. */
  readonly seconds: number;
}

export function totalsOf(
  results: readonly PairResult[],
  { requests, promptTokens, completionTokens }: Asker,
  malformed: number,
  seconds: number,
): JudgeTotals {
  const judged = results.filter((result) => result.state === 'judged');
  const count = (state: PairResult['state']) => results.filter((result) => result.state === state).length;
  return {
    wins: judged.filter(({ verdict }) => verdict === 'A').length,
    losses: judged.filter(({ verdict }) => verdict === 'B').length,
    ties: judged.filter(({ verdict }) => verdict === 'tie').length,
    failed: count('failed'),
    unasked: count('unasked'),
    inconsistent: judged.filter(({ orders }) => orders[0] !== orders[1]).length,
    malformed,
    requests,
    promptTokens,
    completionTokens,
    seconds,
  };
}
