// The units of work that a run is made of.
import type { ReplayGroup } from '../objectives/group.ts';
import type { PolicyEvaluation } from './evaluation.ts';
import type { GateReport } from './gated_proposal.ts';
import type { StepResult } from './step.ts';

/** What the next unit of work is. */
export type Phase = 'sample' | 'score' | 'weigh' | 'update' | 'evaluate';

/** A unit of work, done. */
export type Advance =
  | { readonly kind: 'sampled'; readonly tokens: number; readonly rows: number }
  | { readonly kind: 'scored' }
  | { readonly kind: 'weighed'; readonly groups: readonly ReplayGroup[] }
  | {
      readonly kind: 'stepped';
      readonly result: StepResult;
      readonly round: number;
      readonly gate?: GateReport;
    }
  | { readonly kind: 'evaluated'; readonly evaluation: PolicyEvaluation; readonly round: number }
  | { readonly kind: 'finished' };
