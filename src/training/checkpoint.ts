// What it takes to go on with a run elsewhere: parameters, moments, counters, random streams, and what its method
// carries. The replay is not in it, nor is GDC's running Z: a resumed run samples its round anew and starts Z anew.
import type { AdamWState } from '../model/adamw.ts';
import { parameterViews } from '../model/parameters.ts';
import type { CarriedState } from '../objectives/method.ts';
import { Stream, type StreamState } from '../random/stream.ts';
import type { MethodRun } from './method_run.ts';
import type { Models } from './models.ts';
import type { Position, Progress } from './progress.ts';

export interface TrainingCheckpoint extends Position {
  readonly policy: Float32Array;
  readonly proposal: Float32Array;
  readonly optimiser: AdamWState;
  readonly promptStream: StreamState;
  readonly batchStream: StreamState;
  /** Absent where the method carries nothing. */
  readonly method?: CarriedState;
}

/** What of a run goes on from unit to unit. */
export interface TrainingState {
  readonly models: Pick<Models, 'policy' | 'proposal'>;
  readonly progress: Progress;
  readonly method: MethodRun;
  /** Draw prompts (line 4) and batches (line 14). */
  readonly streams: { prompts: Stream; batches: Stream };
}

export function runStreams(seed: number): TrainingState['streams'] {
  const stream = Stream.fromSeed(seed);
  return { prompts: stream.split('prompts'), batches: stream.split('batches') };
}

export async function saveCheckpoint({
  models,
  progress,
  method,
  streams,
}: TrainingState): Promise<TrainingCheckpoint> {
  const { policy, proposal } = models;
  // All asked for at once, so that they belong to one moment.
  const parts = Promise.all([policy.snapshot(), proposal.snapshot(), policy.saveOptimiser()]);
  const counters = {
    ...progress.save(),
    promptStream: streams.prompts.state(),
    batchStream: streams.batches.state(),
    method: method.save(),
  };
  const [policyParameters, proposalParameters, optimiser] = await parts;
  return {
    ...counters,
    policy: policyParameters.values,
    proposal: proposalParameters.values,
    optimiser,
  };
}

/** Puts parameters, moments and counters in place. */
export function loadCheckpoint(
  { models: { policy, proposal }, progress, method, streams }: TrainingState,
  checkpoint: TrainingCheckpoint,
): void {
  const views = parameterViews(policy.config);
  policy.restore({ views, values: checkpoint.policy });
  proposal.restore({ views, values: checkpoint.proposal });
  policy.loadOptimiser(checkpoint.optimiser);
  progress.load(checkpoint);
  streams.prompts = Stream.fromState(checkpoint.promptStream);
  streams.batches = Stream.fromState(checkpoint.batchStream);
  method.load(checkpoint.method);
}
