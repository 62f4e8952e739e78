import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import { emptyRun } from './empty_run.ts';
import { initialState, type PageEvent, type PageState, shownRuns } from './page_state.ts';
import { reduce, reduceAll } from './reducer.ts';
import { evaluationEvent, exactEvent, markovEvent, stepEvent } from './sample_events.ts';
import { column } from './step_log.ts';

const config = defaults.strings;
const start = (runId: number): PageEvent => ({ type: 'run-started', runId, config });
const trainedRun = (runId: number) => [start(runId), evaluationEvent(runId, 0), stepEvent(runId, 1)];

function freeze(state: PageState): PageState {
  for (const run of state.runs) Object.freeze(run);
  Object.freeze(state.runs);
  return Object.freeze(state);
}

const log: (WorkerEvent | PageEvent)[] = [
  { type: 'backend', backend: { name: 'tfjs-wasm', label: 'CPU (WASM)', reason: 'no adapter' } },
  start(1),
  {
    type: 'loaded',
    runId: 1,
    parameterCount: 100,
    promptCount: 8,
  },
  { type: 'status', runId: 1, status: 'ready', phase: 'sample', step: 0, round: 0, totalSteps: 20 },
  evaluationEvent(1, 0),
  { type: 'frontier', runId: 1, points: [{ gamma: 1, kl: 0.4, reward: 0.9 }] },
  ...Array.from({ length: 10 }, (_, i) => stepEvent(1, i + 1)),
  evaluationEvent(1, 10),
  { type: 'fault', code: 'device-lost', message: 'The GPU went away.', canSwitchTo: 'tfjs-wasm' },
];

it('replays a log to the same state one by one and in batches, without changing what it was given', () => {
  const first = initialState(config);
  const atOnce = reduceAll(freeze(first), log);
  const oneByOne = log.reduce((state, event) => freeze(reduce(state, event)), initialState(config));
  for (const state of [atOnce, oneByOne]) {
    const [run] = state.runs;
    expect(state.parameterCount).toBe(100);
    expect(run.evaluations.map((e) => e.step)).toEqual([0, 10]);
    expect([...column(run.steps, 'step')]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(run.bestFrontier).toHaveLength(1);
  }
  expect(first).toEqual(initialState(config));
});

it('keeps every number of a run when it fails, and clears the fault when it is answered', () => {
  const failed = reduceAll(initialState(config), log);
  expect(failed.progress.status).toBe('failed');
  expect(failed.runs[0].steps.length).toBe(10);
  const answered = reduce(failed, { type: 'fault-answered' });
  expect(answered.fault).toBeUndefined();
  expect(answered.runs).toBe(failed.runs);
});

it('forgets a run that never trained once another starts', () => {
  const state = reduceAll(initialState(config), [start(1), evaluationEvent(1, 0), start(2)]);
  expect(state.runs.map((run) => run.id)).toEqual([2]);
});

it('keeps a pinned run that never trained', () => {
  const pin: PageEvent = { type: 'run-pinned', runId: 1, pinned: true };
  const state = reduceAll(initialState(config), [start(1), pin, start(2)]);
  expect(state.runs.map((run) => run.id)).toEqual([1, 2]);
});

it('drops events of runs that are not listed and refuses to remove the current run', () => {
  const state = reduceAll(initialState(config), trainedRun(2));
  expect(reduceAll(state, [stepEvent(1, 5), evaluationEvent(1, 5)])).toBe(state);
  expect(reduce(state, { type: 'runs-removed', runIds: [2], reason: 'asked' })).toBe(state);
});

it('what was removed together comes back together, in its place, the latest first', () => {
  const state = reduceAll(initialState(config), [1, 2, 3, 4].flatMap(trainedRun));
  const removed = reduceAll(state, [
    { type: 'runs-removed', runIds: [2], reason: 'full' },
    { type: 'runs-removed', runIds: [1, 3, 4], reason: 'cleared' },
  ]);
  const idsOf = ({ runs }: PageState) => runs.map(({ id }) => id);
  expect(idsOf(removed)).toEqual([4]);
  const undone = reduce(removed, { type: 'removal-undone' });
  expect(idsOf(undone)).toEqual([1, 3, 4]);
  expect(idsOf(reduce(undone, { type: 'removal-undone' }))).toEqual([1, 2, 3, 4]);
});

it('a run of an earlier visit is offered until another step is taken', () => {
  const returned: PageEvent = { type: 'run-returned', runId: 1 };
  const state = reduceAll(initialState(config), [
    returned,
    start(2),
    { type: 'runs-restored', runs: [emptyRun(1, config)] },
  ]);
  expect(reduce(state, stepEvent(1, 2)).returnedId).toBe(1);
  expect(reduce(state, stepEvent(2, 1)).returnedId).toBeUndefined();
});

it('an opened run stands where it stood until the worker knows', () => {
  const kept = { step: 6, round: 2, totalSteps: 20 } as KeptRun;
  const opened = reduceAll(initialState(config), [
    ...trainedRun(1),
    { type: 'run-kept', runId: 1, kept },
    start(2),
    { type: 'run-opened', runId: 1 },
    { type: 'status', runId: 1, status: 'loading', phase: 'sample', step: 0, round: 0, totalSteps: 0 },
  ]);
  expect(opened.progress).toMatchObject({ status: 'loading', step: 6, round: 2, totalSteps: 20 });
});

it('shows the current run as it was in the place of what it is, as one list for one state', () => {
  const now = reduceAll(initialState(config), [...trainedRun(1), ...trainedRun(2)]);
  expect(shownRuns(now)).toBe(now.runs);
  const run = { ...now.runs[1], evaluations: [] };
  const past = reduce(now, { type: 'past-shown', past: { index: 0, run } });
  expect(shownRuns(past)).toEqual([now.runs[0], run]);
  expect(shownRuns({ ...past, notices: [] })).toBe(shownRuns(past));
  expect(shownRuns(reduce(past, stepEvent(1, 9)))).not.toBe(shownRuns(past));
  for (const next of [
    start(3),
    { type: 'run-opened', runId: 1 },
    { type: 'run-resumed', runId: 1, leftId: 2 },
  ] as const)
    expect(reduce(past, next).past).toBeUndefined();
});

it('a run of which nothing is kept goes when the worker goes back to the one before', () => {
  const state = reduceAll(initialState(config), [...trainedRun(1), start(2)]);
  const [one, two] = reduceAll(state, [stepEvent(2, 1)]).runs;
  const back: WorkerEvent = { type: 'run-resumed', runId: 1, leftId: 2 };
  expect(reduce({ ...state, runs: [one, two] }, back).runs).toEqual([one]);
  const kept = { ...two, kept: {} as KeptRun };
  expect(reduce({ ...state, runs: [one, kept] }, back).runs).toEqual([one, kept]);
});

it('replaces an evaluation of the same step, records live changes, and says a notice once', () => {
  const changed = { ...config, learningRate: 0.01 };
  const state = reduceAll(initialState(config), [
    ...trainedRun(1),
    evaluationEvent(1, 0),
    { type: 'run-changed', runId: 1, config: changed },
    { type: 'notice', message: 'a' },
    { type: 'notice', message: 'b' },
    { type: 'notice', message: 'a' },
    { type: 'notice-dismissed', noticeId: 1 },
  ]);
  expect(state.runs[0].evaluations).toHaveLength(1);
  expect(state.runs[0].changes).toEqual([{ step: 0, from: config, to: changed }]);
  expect(state.notices).toEqual([{ id: 2, message: 'b' }]);
});

it('keeps the enumerated policy of the current run’s latest evaluation alone, and the figures of all', () => {
  const policies = [1, 2, 3].map((value) => Float64Array.of(-value));
  const state = reduceAll(initialState(config), [
    ...trainedRun(1),
    ...policies.map((logPolicy, i) => exactEvent(1, 20 * i, logPolicy)),
  ]);
  const [run] = state.runs;
  expect(run.exactLogPolicy).toBe(policies[2]);
  expect(run.exactEvaluations.map(({ step }) => step)).toEqual([0, 20, 40]);
  expect(JSON.stringify(run.exactEvaluations)).not.toContain('logPolicy');
  const [earlier] = reduceAll(state, trainedRun(2)).runs;
  expect(earlier.exactLogPolicy).toBeUndefined();
  expect(earlier.exactEvaluations).toHaveLength(3);
});

it('keeps the symbols of the current run’s latest policy on markov alone, and the figures of all', () => {
  const policies = [1, 2, 3].map((value) => [Float32Array.of(value)]);
  const state = reduceAll(initialState(config), [
    ...trainedRun(1),
    ...policies.map((policy, i) => markovEvent(1, 20 * i, policy)),
  ]);
  const [run] = state.runs;
  expect(run.markovPolicy).toBe(policies[2]);
  expect(run.markovFigures.map(({ step }) => step)).toEqual([0, 20, 40]);
  expect(JSON.stringify(run.markovFigures)).not.toContain('policy"');
  const [earlier] = reduceAll(state, trainedRun(2)).runs;
  expect(earlier.markovPolicy).toBeUndefined();
  expect(earlier.markovFigures).toHaveLength(3);
});

it('drops what is said of a run that another has replaced', () => {
  const status = (runId: number, step: number): WorkerEvent => ({
    type: 'status',
    runId,
    status: 'running',
    phase: 'update',
    step,
    round: 1,
    totalSteps: 20,
  });
  const state = reduceAll(initialState(config), [start(1), status(1, 7), start(2)]);
  const late: WorkerEvent[] = [
    status(1, 8),
    { type: 'fault', runId: 1, code: 'load-failed', message: 'no file' },
    { type: 'evaluating', runId: 1, share: 0.5 },
    { type: 'run-resumed', runId: 0, leftId: 1 },
  ];
  expect(reduceAll(state, late)).toEqual(state);
  expect(reduce(state, status(2, 1)).progress).toMatchObject({ status: 'running', step: 1 });
  expect(reduce(state, { type: 'fault', code: 'internal', message: 'of no run' }).fault).toBeDefined();
});
