// Messages between the page and the worker that rates answers by a reward model of the visitor's.
import type { FileRecord } from '../formats/hugging_face/provenance.ts';
import type { ResponseToRate, ScoringProblem } from '../own/reward/response_scorer.ts';
import type { OwnModelFiles } from '../own/workshop/own_setup.ts';
import type { BackendName } from '../session/protocol.ts';

export interface ClassifierQuestion {
  /** Read at the first question. */
  readonly model: OwnModelFiles;
  /** Longest row of the run, in tokens of its own model. */
  readonly length: number;
  /** Absent: the best available. */
  readonly backend?: BackendName;
  readonly responses: readonly ResponseToRate[];
}

export type ClassifierAnswer =
  | { readonly scores: readonly number[]; readonly files: readonly FileRecord[] }
  | { readonly problem: ScoringProblem };
