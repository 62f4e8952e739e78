// The page's state as a pure function of the events so far: a recorded log replays a run without a worker. Events of
// removed runs are dropped. The step metrics of a batch are appended at once.
import type { StepMetrics, WorkerEvent } from '../session/protocol.ts';
import { emptyRun } from './empty_run.ts';
import type { Notice, PageEvent, PageState, Run } from './page_state.ts';
import { appendSteps } from './step_log.ts';

/** Number of unpinned runs kept for comparison. */
export const KEPT_RUNS = 20;
const KEPT_NOTICES = 4;

export function reduceAll(state: PageState, events: readonly (WorkerEvent | PageEvent)[]): PageState {
  let reduced = state;
  let steps: StepMetrics[] = [];
  let stepsOf = 0;
  const flushSteps = () => {
    const rows = steps;
    steps = [];
    if (rows.length > 0) {
      reduced = withRun(reduced, stepsOf, (run) => ({ ...run, steps: appendSteps(run.steps, rows) }));
    }
  };
  for (const event of events) {
    if (event.type === 'step') {
      if (event.runId !== stepsOf) flushSteps();
      stepsOf = event.runId;
      steps.push(event.metrics);
    } else {
      flushSteps();
      reduced = reduce(reduced, event);
    }
  }
  flushSteps();
  return reduced;
}

export function reduce(state: PageState, event: WorkerEvent | PageEvent): PageState {
  switch (event.type) {
    case 'backend':
      return { ...state, backend: event.backend, preparing: undefined, agreement: undefined };
    case 'memory-estimate':
      return { ...state, memoryEstimate: event.estimate };
    case 'preparing':
      return {
        ...state,
        preparing: event.done < event.total ? { done: event.done, total: event.total } : undefined,
      };
    case 'loaded':
      if (event.runId !== state.currentRunId) return state;
      return {
        ...state,
        runs: withRun(state, event.runId, (run) => ({ ...run, rewardModel: event.rewardModel })).runs,
        parameterCount: event.parameterCount,
        promptCount: event.promptCount,
      };
    case 'status': {
      if (event.runId !== state.currentRunId) return state;
      const { type: _, runId: __, ...progress } = event;
      const waits = progress.status === 'loading' || progress.status === 'ready';
      const next = { ...state, progress, playRequested: state.playRequested && waits };
      return progress.status === 'running' ? { ...withoutFault(next), returnedId: undefined } : next;
    }
    case 'step':
      return reduceAll(state, [event]);
    case 'evaluation':
      return withRun(state, event.runId, (run) => ({
        ...run,
        evaluations: [
          ...run.evaluations.filter((evaluation) => evaluation.step !== event.evaluation.step),
          event.evaluation,
        ],
      }));
    case 'frontier':
      return withRun(state, event.runId, (run) => ({ ...run, bestFrontier: event.points }));
    case 'microscope':
      return withRun(state, event.runId, (run) => ({ ...run, microscope: event.microscope }));
    case 'view':
      return withRun(state, event.runId, (run) => ({ ...run, view: event.view }));
    case 'exact-world':
      return withRun(state, event.runId, (run) => ({ ...run, exactWorld: event.world }));
    case 'exact': {
      const { logPolicy, ...figures } = event.evaluation;
      return withRun(state, event.runId, (run) => ({
        ...run,
        exactLogPolicy: logPolicy,
        exactEvaluations: [...run.exactEvaluations.filter(({ step }) => step < figures.step), figures],
      }));
    }
    case 'markov-world':
      return withRun(state, event.runId, (run) => ({ ...run, markovWorld: event.world }));
    case 'markov': {
      const { policy, ...figures } = event.evaluation;
      return withRun(state, event.runId, (run) => ({
        ...run,
        markovPolicy: policy,
        markovFigures: [...run.markovFigures.filter(({ step }) => step < figures.step), figures],
      }));
    }
    case 'kl-report':
      return withRun(state, event.runId, (run) => ({
        ...run,
        klReports: [...run.klReports.filter((report) => report.step < event.report.step), event.report],
      }));
    case 'preferences': {
      const { type: _, ...preferences } = event;
      return { ...state, preferences: { ...state.preferences, [event.task]: preferences } };
    }
    case 'reward-model': {
      const { type: _, task, ...inUse } = event;
      return { ...state, rewardModels: { ...state.rewardModels, [task]: inUse } };
    }
    case 'preferences-text':
      return { ...state, preferencesText: { text: event.text } };
    case 'check-asked':
      return { ...state, agreement: 'asked' };
    case 'agreement': {
      const { type: _, ...agreement } = event;
      return { ...state, agreement };
    }
    case 'piece':
      return state; // it is stored, and comes back as `run-kept`
    case 'notice':
      return { ...state, notices: withNotice(state.notices, event.message, event.diagnostics) };
    case 'silence': {
      const { [event.of]: _, ...others } = state.silences;
      return { ...state, silences: event.message ? { ...others, [event.of]: event } : others };
    }
    case 'fault': {
      const { type: _, runId = state.currentRunId, ...fault } = event;
      if (runId !== state.currentRunId) return state;
      return {
        ...state,
        fault,
        agreement: undefined,
        playRequested: false,
        progress: { ...state.progress, status: 'failed' },
      };
    }
    case 'run-started':
      return startRun(state, event.runId, event.config);
    case 'run-resumed':
      // The visitor has begun another run meanwhile.
      if (event.leftId !== state.currentRunId) return state;
      return {
        ...withoutFault(state),
        runs: state.runs.filter(({ id }) => id !== state.currentRunId),
        currentRunId: event.runId,
        playRequested: false,
      };
    case 'evaluating':
      if (event.runId !== state.currentRunId) return state;
      return { ...state, progress: { ...state.progress, evaluated: event.share } };
    case 'pace':
      return withRun(state, event.runId, (run) => ({ ...run, evaluationMs: event.evaluationMs }));
    case 'run-before':
      return { ...state, runBefore: event.runId };
    case 'run-changed':
      return withRun(state, event.runId, (run) => ({
        ...run,
        config: event.config,
        changes: [...run.changes, { step: state.progress.step, from: run.config, to: event.config }],
      }));
    case 'run-hidden':
      return withRun(state, event.runId, (run) => ({ ...run, hidden: event.hidden }));
    case 'run-pinned':
      return withRun(state, event.runId, (run) => ({ ...run, pinned: event.pinned }));
    case 'run-removed':
      if (event.runId === state.currentRunId) return state;
      return {
        ...state,
        runs: state.runs.filter((run) => run.id !== event.runId),
        removed: [...state.removed, ...state.runs.filter((run) => run.id === event.runId)],
        runBefore: state.runBefore === event.runId ? undefined : state.runBefore,
      };
    case 'removal-undone':
      return { ...withRuns(state, state.removed.slice(-1)), removed: state.removed.slice(0, -1) };
    case 'runs-restored':
      return {
        ...withRuns(state, event.runs),
        unreadable: event.unreadable ?? state.unreadable,
      };
    case 'run-kept':
      return withRun(state, event.runId, (run) => ({ ...run, kept: event.kept }));
    case 'run-opened':
      return openRun(state, event.runId);
    case 'run-returned':
      return { ...state, returnedId: event.runId };
    case 'past-shown':
      return { ...state, past: event.past };
    case 'drafted':
      return { ...state, draft: event.config };
    case 'notice-dismissed':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== event.noticeId) };
    case 'play-requested':
      return { ...state, playRequested: event.requested };
    case 'fault-answered':
      return withoutFault(state);
  }
}

function withRun(state: PageState, runId: number, change: (run: Run) => Run): PageState {
  if (!state.runs.some((run) => run.id === runId)) return state;
  return { ...state, runs: state.runs.map((run) => (run.id === runId ? change(run) : run)) };
}

function startRun(state: PageState, id: number, config: Run['config']): PageState {
  // A run that never trained has nothing to compare, unless the visitor pinned it.
  const trained = state.runs.filter((run) => run.steps.length > 0 || run.pinned);
  return {
    ...withoutFault(state),
    playRequested: false,
    agreement: undefined,
    past: undefined,
    runs: [...trained.map(withoutPolicy), emptyRun(id, config)],
    currentRunId: id,
    progress: { status: 'loading', phase: 'sample', step: 0, round: 0, totalSteps: 0 },
  };
}

/** The run as it stands on the page; the worker tells how it goes on. */
function openRun(state: PageState, id: number): PageState {
  const run = state.runs.find((one) => one.id === id);
  if (!run) return state;
  const { step = 0, round = 0, totalSteps = 0 } = run.kept ?? {};
  return {
    ...withoutFault(state),
    playRequested: false,
    agreement: undefined,
    past: undefined,
    draft: run.config,
    runs: state.runs.filter((one) => one.steps.length > 0 || one.pinned || one.id === id),
    currentRunId: id,
    progress: { status: 'loading', phase: 'sample', step, round, totalSteps },
  };
}

/** In the order of their ids. */
function withRuns(state: PageState, runs: readonly Run[]): PageState {
  const others = state.runs.filter((run) => !runs.some(({ id }) => id === run.id));
  return { ...state, runs: [...others, ...runs].sort((a, b) => a.id - b.id) };
}

function withoutPolicy({ exactLogPolicy: _, markovPolicy: __, ...run }: Run): Run {
  return run;
}

function withoutFault(state: PageState): PageState {
  if (!state.fault) return state;
  const { fault: _, ...rest } = state;
  return rest;
}

function withNotice(notices: readonly Notice[], message: string, diagnostics?: string): readonly Notice[] {
  if (notices.some((notice) => notice.message === message)) return notices;
  const id = 1 + Math.max(0, ...notices.map((notice) => notice.id));
  return [...notices, { id, message, diagnostics }].slice(-KEPT_NOTICES);
}
