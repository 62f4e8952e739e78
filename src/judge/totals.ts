// What became of each pair, and the sum: who won, what went wrong, what it cost.
import type { Verdict } from '../tasks/task.ts';
import type { FaultKind } from './faults.ts';

export interface Comparison {
  /** A: the first response of the pair is better. */
  readonly verdict: Verdict;
  /** The verdicts of both orders, each about (first, second). */
  readonly orders: readonly [Verdict, Verdict];
}

export type PairResult =
  | ({ readonly state: 'judged' } & Comparison)
  | { readonly state: 'failed'; readonly kind: FaultKind; readonly reason: string }
  /** Cancelled or stopped before it was judged. */
  | { readonly state: 'unasked' };

/** What was asked of the server. */
interface Spending {
  /** Requests sent, retries included. */
  readonly requests: number;
  /** Tokens as the server reports them; undefined if it never did. */
  readonly promptTokens: number | undefined;
  readonly completionTokens: number | undefined;
}

export interface JudgeTotals extends Spending {
  /** Pairs whose first response is better. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly failed: number;
  /** Pairs not judged because the run was cancelled or stopped. */
  readonly unasked: number;
  /** Judged pairs whose two orders disagree: the sign of position bias. */
  readonly inconsistent: number;
  /** Answers without a readable verdict, including those that a second question put right. */
  readonly malformed: number;
  /** Wall time. */
  readonly seconds: number;
}

export function totalsOf(
  results: readonly PairResult[],
  { requests, promptTokens, completionTokens }: Spending,
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
