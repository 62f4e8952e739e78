// All that a run goes on from, to the bit: parameters, moments, counters, random streams, the replay, and what its
// method carries. A round that is drawn but not weighed is saved as it began, and is drawn again, the same.
import type { RunConfig } from '../config/schema.ts';
import { sum } from '../math/statistics.ts';
import type { AdamWState } from '../model/adamw.ts';
import { parameterViews } from '../model/parameters.ts';
import type { ReplayGroup } from '../objectives/group.ts';
import type { CarriedState } from '../objectives/method.ts';
import { Stream, type StreamState } from '../random/stream.ts';
import type { MethodRun } from './method_run.ts';
import type { Models } from './models.ts';
import type { PartitionState, RunningPartition } from './partition.ts';
import type { Position, Progress } from './progress.ts';
import type { Replay } from './replay.ts';

/** What a round changes before it has groups. */
interface RoundStart {
  readonly promptStream: StreamState;
  /** The running Z, which GDC reads. */
  readonly partition: PartitionState;
  /** Absent where the method carries nothing, or begins anew. */
  readonly method?: CarriedState;
}

/** Settings that a round was drawn with, and scored with. Live ones may have changed since. */
interface RoundSettings {
  readonly drawnWith: RunConfig;
  readonly scoredWith?: RunConfig;
}

export interface TrainingCheckpoint extends Position, RoundStart {
  readonly policy: Float32Array;
  readonly proposal: Float32Array;
  readonly optimiser: AdamWState;
  readonly batchStream: StreamState;
  /** Every group so far, in the order of their rounds. */
  readonly replay: readonly ReplayGroup[];
  /** Of a round that was drawn but not weighed, and is to be drawn again. */
  readonly redraw?: RoundSettings;
}

/** A round from its first draw until it is weighed. */
export interface RoundUnderWay extends Partial<RoundSettings> {
  readonly start: RoundStart;
}

/** What of a run goes on from unit to unit. */
export interface TrainingState {
  readonly models: Pick<Models, 'policy' | 'proposal'>;
  readonly progress: Progress;
  readonly method: MethodRun;
  readonly replay: Replay;
  readonly partition: RunningPartition;
  /** Draw prompts (line 4) and batches (line 14). */
  readonly streams: { prompts: Stream; batches: Stream };
  /** The batch stream before each step that is not told yet, the first of them first. */
  readonly untold: StreamState[];
  round?: RoundUnderWay;
}

export function runStreams(seed: number): TrainingState['streams'] {
  const stream = Stream.fromSeed(seed);
  return { prompts: stream.split('prompts'), batches: stream.split('batches') };
}

const saveRoundStart = ({ streams, partition, method }: TrainingState): RoundStart => ({
  promptStream: streams.prompts.state(),
  partition: partition.save(),
  method: method.save(),
});

/** Begins a round; one that is drawn again has begun already. */
export function beginRound(state: TrainingState): RoundUnderWay {
  state.round ??= { start: saveRoundStart(state) };
  return state.round;
}

function loadRoundStart({ streams, partition, method }: TrainingState, start: RoundStart): void {
  streams.prompts = Stream.fromState(start.promptStream);
  partition.load(start.partition);
  method.load(start.method);
}

/** Takes back what the unit that broke off has drawn. */
export function takeBack(state: TrainingState): void {
  if (state.round) loadRoundStart(state, state.round.start);
  state.round = undefined;
  const [batchStream] = state.untold.splice(0);
  if (batchStream) state.streams.batches = Stream.fromState(batchStream);
}

/** The state as the unit under way found it; within a round that is not weighed, as the round found it. */
export async function saveCheckpoint(state: TrainingState): Promise<TrainingCheckpoint> {
  const { models, progress, replay, streams, untold, round } = state;
  const { policy, proposal } = models;
  // All asked for at once, so that they belong to one moment.
  const parts = Promise.all([policy.snapshot(), proposal.snapshot(), policy.saveOptimiser()]);
  const rest = {
    ...progress.save(),
    ...(round?.start ?? saveRoundStart(state)),
    batchStream: untold[0] ?? streams.batches.state(),
    replay: replay.save(),
    redraw: round?.drawnWith && { drawnWith: round.drawnWith, scoredWith: round.scoredWith },
  };
  const [policyParameters, proposalParameters, optimiser] = await parts;
  return {
    ...rest,
    policy: policyParameters.values,
    proposal: proposalParameters.values,
    optimiser,
  };
}

/** Throws on what no run of these models and this method saves. */
function check({ method }: TrainingState, checkpoint: TrainingCheckpoint, parameterCount: number): void {
  const { policy, proposal, optimiser, replay, round } = checkpoint;
  const { first, second } = optimiser;
  for (const [name, values] of Object.entries({ policy, proposal, first, second }))
    if (values.length !== parameterCount)
      throw new Error(`invalid checkpoint: ${values.length} numbers of ${name} (expected ${parameterCount})`);
  const newest = replay.at(-1)?.round ?? 0;
  if (newest > round)
    throw new Error(`invalid checkpoint: groups of round ${newest} (expected up to ${round})`);
  const odd = method.makesPairs && replay.find(({ completions }) => completions.length % 2 === 1);
  if (odd)
    throw new Error(
      `invalid checkpoint: a group of ${odd.completions.length} samples (expected an even number: pairs are made of them)`,
    );
}

/** Puts parameters, moments, counters and the replay in place. */
export function loadCheckpoint(state: TrainingState, checkpoint: TrainingCheckpoint): void {
  const { policy, proposal } = state.models;
  const views = parameterViews(policy.config);
  check(state, checkpoint, sum(views.map(({ size }) => size)));
  policy.restore({ views, values: checkpoint.policy });
  proposal.restore({ views, values: checkpoint.proposal });
  policy.loadOptimiser(checkpoint.optimiser);
  state.progress.load(checkpoint);
  state.streams.batches = Stream.fromState(checkpoint.batchStream);
  state.replay.load(checkpoint.replay);
  state.untold.length = 0;
  loadRoundStart(state, checkpoint);
  state.round = undefined;
  if (checkpoint.redraw) state.round = { ...beginRound(state), ...checkpoint.redraw };
}
