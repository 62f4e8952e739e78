// What leaves the page so that a run goes on elsewhere.
import type { RunConfig } from '../../config/schema.ts';
import type { FileRecord } from '../../formats/hugging_face/provenance.ts';
import type { TrainedModel } from '../../model/extend.ts';
import type { RunTask } from '../../tasks/task.ts';
import type { TrainingCheckpoint } from '../../training/checkpoint.ts';
import type { PolicyEvaluation } from '../../training/evaluation.ts';
import type { RewardFigures } from '../reward/reward_figures.ts';

/** A file that something came from. */
export type SourceFile = Pick<FileRecord, 'name' | 'sha256'>;

/** A point of the run's frontier. */
type RunPoint = PolicyEvaluation & { readonly step: number; readonly round: number };

export interface RewardNote {
  /** What pays, in sentences. */
  readonly description: string;
  /** The rule in JavaScript, where there is one. */
  readonly rule?: string;
  /** Rewards are (score - mean) / spread; absent: the scores themselves. */
  readonly scale?: Pick<RewardFigures, 'mean' | 'spread'>;
}

export interface ClusterRun {
  readonly config: RunConfig;
  readonly task: RunTask;
  readonly checkpoint: Omit<TrainingCheckpoint, 'proposal' | 'promptStream' | 'batchStream' | 'partition'>;
  /** The prior, with what the run trains on top as it was at first. */
  readonly start: TrainedModel;
  readonly reward: RewardNote;
  readonly steps: readonly (object & { readonly step: number })[];
  readonly evaluations: readonly RunPoint[];
  readonly base: {
    /** Where the base is found: a folder, or a name on Hugging Face. */
    readonly name: string;
    /** As the visitor gave it. */
    readonly licence?: string;
    readonly files: readonly SourceFile[];
  };
  readonly origin: {
    /** Version of the page. */
    readonly playground: string;
    /** Label of what computed the run. */
    readonly computedOn: string;
    /** Day, ISO 8601. */
    readonly date: string;
  };
}
