// What a visitor's own run is opened from, as plain data: it crosses to every worker that computes such runs.
import type { Sliceable } from '../../formats/byte_source.ts';
import type { FitPlan } from '../data/fitting/fit.ts';
import type { ResponseScorer } from '../reward/response_scorer.ts';
import type { RewardFigures } from '../reward/reward_figures.ts';
import type { RewardIdentity } from '../reward/reward_identity.ts';

/** A browser's File has both; so has whatever stands for one. */
export interface NamedBlob {
  readonly name: string;
  readonly blob: Sliceable;
  /** Path of its folder, where folders were given. */
  readonly folder?: string;
}

export interface OwnModelFiles {
  readonly files: readonly NamedBlob[];
  /** Files of a PEFT adapter, which is merged into the model. */
  readonly adapter?: readonly NamedBlob[];
  /** Text of the token that ends an answer, where the files do not say. */
  readonly endToken?: string;
}

export interface OwnSetup {
  readonly model: OwnModelFiles;
  readonly data: NamedBlob;
  readonly plan: FitPlan;
  /** What rates; where that is, the page knows. */
  readonly reward: RewardIdentity;
  /** What it gave on samples of the model: rewards are in units of that spread. */
  readonly figures: RewardFigures;
}

/** A setup with what opens its reward, which stays in the page. */
export interface OwnRunFiles extends OwnSetup {
  open(): ResponseScorer;
}
