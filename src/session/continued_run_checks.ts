// Checks that a run goes on from a checkpoint to the bit, for Node's CPU engine and a browser's WebGPU alike. The run is
// left and taken up again between many units of work, in fresh models, and ends as the one that was never left.
import type { ExpectStatic } from 'vitest';
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { hashOf } from '../cpu/run_checks.ts';
import type { Prior } from '../formats/prior.ts';
import { decodeGroups, encodeGroups } from '../formats/replay_groups.ts';
import { roughParameters } from '../model/checked_case.ts';
import type { Breathe } from '../model/slices.ts';
import type { MethodName } from '../objectives/index.ts';
import { Stream } from '../random/stream.ts';
import { givenTask, givenTaskOf } from '../tasks/index.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { RunTask, Task } from '../tasks/task.ts';
import type { Phase } from '../training/advance.ts';
import { priorConfig } from '../training/pretrain.ts';
import type { Training } from '../training/training.ts';
import type { ActiveBackend } from './backend.ts';
import { Run } from './run.ts';
import type { RunCheckpoint } from './run_checkpoint.ts';
import { decodeState, encodeState } from './run_state.ts';

/** Times that a run is left in all, at boundaries drawn by the seed. */
const INTERRUPTIONS = 10;
const MOST_UNITS = 200;

interface Opened {
  readonly config: RunConfig;
  readonly backend: ActiveBackend;
  readonly pasted?: readonly Preference[];
}

export interface ContinuedRun extends Opened {
  /** Settings that change before the unit, from then on. */
  readonly change?: { readonly round: number; readonly phase: Phase; readonly to: Partial<RunConfig> };
  /** Draws where the run is left. */
  readonly seed: number;
  /** Phases before which it is left, too, when a round comes to them first. */
  readonly leftBefore?: readonly Phase[];
}

/** A run of a few rounds and steps. */
export const shortRun = (
  task: RunConfig['task'],
  method: MethodName,
  changes: Partial<RunConfig> = {},
): RunConfig => ({
  ...presetFor(task, method),
  reward: 'gold',
  rounds: 3,
  promptsPerRound: 3,
  samplesPerPrompt: 4,
  stepsPerRound: 3,
  groupsPerBatch: 2,
  evaluationInterval: 2,
  evaluationPrompts: 2,
  evaluationSamples: 2,
  rsoCandidates: 6,
  preferenceCount: 16,
  ...changes,
});

/** A tiny model of the task, its weights large enough that every sample differs. */
const tinyPrior = (task: Task): Prior => {
  const config = priorConfig(task, { width: 8, layers: 1, heads: 1 });
  return { config, parameters: roughParameters(config) };
};

function throughBytes(checkpoint: RunCheckpoint, task: RunTask): RunCheckpoint {
  const { replay, ...state } = checkpoint;
  return { ...decodeState(encodeState(state)), replay: decodeGroups(encodeGroups(replay), task) };
}

/** All of a run but its times; many numbers by their hash, so that a difference is short. */
async function ended(run: Run) {
  const { policy, proposal, optimiser, replay, counters, ...rest } = await run.save();
  const { samplesDrawn, skippedSteps, sampledTokens, trainedTokens } = counters;
  const numbers = [policy, proposal, optimiser.first, optimiser.second].map(hashOf);
  const figures = { samplesDrawn, skippedSteps, sampledTokens, trainedTokens };
  return { ...rest, numbers, steps: optimiser.step, replay: hashOf(encodeGroups(replay)), figures };
}

interface Told {
  readonly trace: readonly unknown[];
  readonly end: unknown;
  /** Boundaries at which the run was left, by what was to come. */
  readonly left: readonly Phase[];
}

/** Opens runs of the task with fresh models. */
function opener({ config: loaded, backend, pasted }: Opened) {
  const task = givenTaskOf({ ...loaded, task: givenTask(loaded.task).name });
  const prior = tinyPrior(task);
  return (config: RunConfig, checkpoint?: RunCheckpoint, gate?: Breathe) =>
    Run.open({ id: 1, task, config, loadModel: async () => prior, backend, pasted, checkpoint, gate });
}

/** @param leaves whether the run is left at this boundary. */
async function told(
  { change, ...opened }: ContinuedRun,
  leaves: (unit: number, training: Training) => boolean,
): Promise<Told> {
  const { config } = opened;
  const open = opener(opened);
  let run = await open(config);
  const trace: unknown[] = [];
  const left: Phase[] = [];
  for (let unit = 0; unit < MOST_UNITS; unit++) {
    const { phase, progress } = run.training;
    if (change?.round === progress.round && change.phase === phase)
      run.training.config = { ...run.config, ...change.to };
    if (leaves(unit, run.training)) {
      const checkpoint = throughBytes(await run.save(), run.task);
      const now = run.config;
      run.dispose();
      run = await open(now, checkpoint);
      left.push(phase);
    }
    const { advance } = await run.advance(false);
    if (advance.kind === 'finished') break;
    if (advance.kind === 'weighed') trace.push(hashOf(encodeGroups(advance.groups)));
    if (advance.kind === 'evaluated') trace.push(advance);
    if (advance.kind !== 'stepped') continue;
    const { shown, ...result } = advance.result;
    trace.push({ ...advance, result, logPolicy: shown.figures.logPolicy, warning: run.warning });
  }
  const end = await ended(run);
  run.dispose();
  return { trace, end, left };
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
  const at = boundaries(checked.seed, whole.trace.length + 2 * checked.config.rounds);
  const seen = new Set<string>();
  const isFirst = ({ phase, progress }: Training) => {
    const { size } = seen;
    return checked.leftBefore?.includes(phase) && seen.add(`${progress.round} ${phase}`).size > size;
  };
  const parts = await told(checked, (unit, training) => isFirst(training) || at.has(unit));
  expect(parts.trace).toEqual(whole.trace);
  expect(parts.end).toEqual(whole.end);
  return parts.left;
}

/** A run after its first steps, from the prior or from a checkpoint. */
export async function savedRun(
  opened: Opened,
  checkpoint?: RunCheckpoint,
  steps = 1,
): Promise<RunCheckpoint> {
  const run = await opener(opened)(opened.config, checkpoint);
  while (run.training.progress.step < steps) await run.advance();
  return run.save();
}

/**
 * A breath or the prior's log-probs never come, and the run is saved meanwhile; or a breath or a gradient throws. The
 * prior is asked when samples are scored, and before a step of KTO.
 */
type CutOff = 'breath hangs' | 'prior hangs' | 'breath throws' | 'gradient throws';

/** A backend whose models come to the cut before they are asked. */
const cutWithin = (backend: ActiveBackend, how: CutOff, cut: () => Promise<void>): ActiveBackend => ({
  ...backend,
  async createModel(...given) {
    const model = await backend.createModel(...given);
    const [, , trainable] = given;
    const { logProbs, backward } = model;
    model.logProbs = async (batch) => {
      if (how === 'prior hangs' && !trainable) await cut();
      return logProbs.call(model, batch);
    };
    model.backward = async (...coefficients) => {
      if (how === 'gradient throws') await cut();
      return backward.apply(model, coefficients);
    };
    return model;
  },
});

/** How a run ends that is cut off inside a unit, and taken up again in fresh models. @param at counts the places. */
async function endCutOff(opened: Opened, at: number, how: CutOff) {
  let places = 0;
  let begin = () => {};
  const isCut = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const cut = async () => {
    if (++places !== at) return;
    begin();
    if (how.endsWith('hangs')) await new Promise(() => {});
    throw new Error('cut off');
  };
  const open = opener(opened);
  const first = await opener({ ...opened, backend: cutWithin(opened.backend, how, cut) })(
    opened.config,
    undefined,
    how.startsWith('breath') ? cut : undefined,
  );
  const rest = async (run: Run) => {
    while ((await run.advance(false)).advance.kind !== 'finished');
    return run;
  };
  const whole = rest(first).catch(() => undefined);
  const moved = isCut.then(async () => {
    if (how.endsWith('throws')) await whole;
    return rest(await open(opened.config, throughBytes(await first.save(), first.task)));
  });
  const run = await Promise.race([moved, whole.then((done) => done ?? moved)]);
  const { figures, runOff, ...end } = await ended(run); // a step cut off within the gate is in none of these
  run.dispose();
  return { end, places };
}

/** @param seed draws at which places. */
export async function checkCutOffRun(
  expect: ExpectStatic,
  opened: Opened,
  seed: number,
  how: CutOff,
): Promise<void> {
  const { end, places } = await endCutOff(opened, Number.NaN, how);
  const all = Array.from({ length: places }, (_, place) => place + 1);
  for (const at of Stream.fromSeed(seed).split('places').choose(all, INTERRUPTIONS))
    expect((await endCutOff(opened, at, how)).end, `at place ${at}`).toEqual(end);
}
