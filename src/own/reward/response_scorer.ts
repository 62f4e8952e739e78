// What scores texts: a rule in JavaScript, or a language model that compares. Responses are JSON, since they cross workers
// and frames.
import type { RatedResponse } from '../own_reward.ts';

export interface ScoringProblem {
  /** A sentence without a full stop. */
  readonly message: string;
  /** Index of the response it is about, from 0. */
  readonly response?: number;
  /** Where in the rule's text, both from 1. */
  readonly line?: number;
  readonly column?: number;
}

const place = ({ line, column }: ScoringProblem) => {
  if (line === undefined) return '';
  return column === undefined
    ? ` (line ${line} of the rule)`
    : ` (line ${line}, column ${column} of the rule)`;
};

/** Why responses could not be rated. */
export class ScoringFault extends Error {
  override readonly name = 'ScoringFault';

  constructor(readonly problem: ScoringProblem) {
    super(`${problem.message}${place(problem)}`);
  }
}

export interface ResponseScorer {
  /**
   * One finite number a response. Without responses it only gets ready. Rejects with a `ScoringFault`; a later call
   * begins anew.
   */
  score(responses: readonly RatedResponse[]): Promise<number[]>;
  /** Frees what it holds. What is under way fails, and so does every later call. */
  close(): void;
}
