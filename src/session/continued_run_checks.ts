// Checks that a run goes on from a checkpoint to the bit, for Node's CPU engine and a browser's WebGPU alike. The run is
// left and taken up again between many units of work, in fresh models, and ends as the one that was never left.
import type { ExpectStatic } from 'vitest';
import type { RunConfig } from '../config/schema.ts';
import type { Prior } from '../formats/prior.ts';
import { decodeGroups, encodeGroups } from '../formats/replay_groups.ts';
import { roughParameters } from '../model/checked_case.ts';
import { Stream } from '../random/stream.ts';
import { taskOf } from '../tasks/index.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { Task } from '../tasks/task.ts';
import type { Phase } from '../training/advance.ts';
import { priorConfig } from '../training/pretrain.ts';
import type { ActiveBackend } from './backend.ts';
import { Run } from './run.ts';
import type { RunCheckpoint } from './run_checkpoint.ts';
import { decodeState, encodeState } from './run_state.ts';

/** Times that a run is left in all, at boundaries drawn by the seed. */
const INTERRUPTIONS = 10;
const MOST_UNITS = 200;

export interface ContinuedRun {
  readonly config: RunConfig;
  readonly backend: ActiveBackend;
  readonly pasted?: readonly Preference[];
  /** Settings that change before the unit, from then on. */
  readonly change?: { readonly round: number; readonly phase: Phase; readonly to: Partial<RunConfig> };
  readonly seed?: number;
}

/** A tiny model of the task, its weights large enough that every sample differs. */
const tinyPrior = (task: Task): Prior => {
  const config = priorConfig(task, { width: 8, layers: 1, heads: 1 });
  return { config, parameters: roughParameters(config) };
};

/** Through a worker's message and through bytes. */
function throughBytes(checkpoint: RunCheckpoint, task: Task): RunCheckpoint {
  const { replay, ...state } = structuredClone(checkpoint);
  return { ...decodeState(encodeState(state)), replay: decodeGroups(encodeGroups(replay), task) };
}

interface Told {
  readonly trace: readonly unknown[];
  readonly end: unknown;
  /** Boundaries at which the run was left, by what was to come. */
  readonly left: readonly Phase[];
}

/** @param leaves whether the run is left at this boundary. */
async function told(
  { config, backend, pasted, change }: ContinuedRun,
  leaves: (unit: number) => boolean,
): Promise<Told> {
  const task = taskOf(config);
  const prior = tinyPrior(task);
  const open = (now: RunConfig, checkpoint?: RunCheckpoint) =>
    Run.open({ id: 1, task, config: now, loadModel: async () => prior, backend, pasted, checkpoint });
  let run = await open(config);
  const trace: unknown[] = [];
  const left: Phase[] = [];
  for (let unit = 0; unit < MOST_UNITS; unit++) {
    const { phase, progress } = run.training;
    if (change?.round === progress.round && change.phase === phase)
      run.training.config = { ...run.config, ...change.to };
    if (run.training.stepsUnderWay === 0 && leaves(unit)) {
      const checkpoint = throughBytes(await run.save(), task);
      const now = run.config;
      run.dispose();
      run = await open(now, checkpoint);
      left.push(phase);
    }
    const { advance } = await run.advance();
    if (advance.kind === 'finished') break;
    if (advance.kind === 'weighed' || advance.kind === 'evaluated') trace.push(advance);
    if (advance.kind === 'stepped') trace.push({ ...advance, warning: run.warning });
  }
  const { counters, ...end } = await run.save();
  const { samplesDrawn, skippedSteps, sampledTokens, trainedTokens } = counters;
  const figures = { samplesDrawn, skippedSteps, sampledTokens, trainedTokens };
  run.dispose();
  return { trace, end: { ...end, ...figures }, left };
}

/** Unit numbers after which a run is left; a round that is drawn again takes more units. */
function boundaries(seed: number, units: number): ReadonlySet<number> {
  const all = Array.from({ length: units }, (_, unit) => unit);
  return new Set(Stream.fromSeed(seed).split('interruptions').choose(all, INTERRUPTIONS));
}

/** Returns what was to come where the run was left. */
export async function checkContinuedRun(
  expect: ExpectStatic,
  checked: ContinuedRun,
): Promise<readonly Phase[]> {
  const whole = await told(checked, () => false);
  const at = boundaries(checked.seed ?? 1, whole.trace.length + 2 * checked.config.rounds);
  const parts = await told(checked, (unit) => at.has(unit));
  expect(parts.left.length).toBeGreaterThan(0);
  expect(parts.trace).toEqual(whole.trace);
  expect(parts.end).toEqual(whole.end);
  return parts.left;
}
