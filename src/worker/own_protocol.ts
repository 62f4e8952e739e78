// Questions about a visitor's files, and their answers; in a worker of their own, beside the run.
import type { FileRecord } from '../formats/hugging_face/provenance.ts';
import type { FitPlan } from '../own/data/fitting/fit.ts';
import type { NamedBlob, OwnModelFiles } from '../own/workshop/own_setup.ts';
import type { DataAnswer, FitAnswer, ModelAnswer, SamplesAnswer } from '../own/workshop/workshop.ts';
import type { BackendName } from '../session/protocol.ts';

export interface Pace {
  readonly flopsPerSecond: number;
  /** Label of the backend that it was measured on. */
  readonly backend: string;
}

export interface OwnAnswers {
  readonly model: ModelAnswer;
  readonly classifier: ModelAnswer;
  readonly data: DataAnswer;
  readonly fit: FitAnswer;
  readonly samples: SamplesAnswer;
  readonly pace: Pace;
  /** In the order of the files. */
  readonly fingerprints: readonly FileRecord[];
}

export type OwnQuestion =
  | { readonly kind: 'model'; readonly files: OwnModelFiles; readonly runLength?: number }
  | { readonly kind: 'classifier'; readonly files: OwnModelFiles }
  | { readonly kind: 'data'; readonly file: NamedBlob }
  | { readonly kind: 'fingerprints'; readonly files: readonly NamedBlob[] }
  | { readonly kind: 'fit'; readonly plan: FitPlan }
  /** @param backend absent: the best available. */
  | { readonly kind: 'pace'; readonly backend?: BackendName }
  | {
      readonly kind: 'samples';
      readonly plan: FitPlan;
      readonly count: number;
      /** Absent: the best available. */
      readonly backend?: BackendName;
    };
