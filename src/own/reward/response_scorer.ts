// A reward of the visitor's own: a rule in JavaScript, or a language model that compares. It rates texts, not tokens.

/** What a reward may look at, as JSON: it crosses workers and frames. */
export interface ResponseToRate {
  readonly prompt: string;
  readonly response: string;
  /** The other columns of the prompt's line in the visitor's data; {} without any. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** Whether the response came to its end, rather than to the length limit. */
  readonly ended: boolean;
  /** Number of the response's tokens, the one that ends it not counted. */
  readonly tokens: number;
  /** For a judge: the one answer that it is compared with; absent: the others to its prompt. */
  readonly against?: string;
}

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
  score(responses: readonly ResponseToRate[]): Promise<number[]>;
  /** Frees what it holds. What is under way fails, and so does every later call. */
  close(): void;
}
