// The page's state as a pure function of the events so far: a recorded log replays a run without a worker. Events of
// removed runs are dropped. The step metrics of a batch are appended at once.
import type { StepMetrics, WorkerEvent } from '../session/protocol.ts';
import { reduceClusterRuns } from './cluster_runs.ts';
import { emptyRun } from './empty_run.ts';
import { reduceLearning, withPredictionsOf } from './learning.ts';
import { withNotice } from './notices.ts';
import type { PageEvent, PageState, Removal, Run } from './page_state.ts';
import { appendSteps } from './step_log.ts';

/** Number of unpinned runs kept for comparison. */
export const KEPT_RUNS = 20;

export function reduceAll(state: PageState, events: readonly (WorkerEvent | PageEvent)[]): PageState {
  let reduced = state;
  let steps: StepMetrics[] = [];
  let stepsOf = 0;
  const flushSteps = () => {
    const rows = steps;
    steps = [];
    if (rows.length === 0) return;
    reduced = withRun(reduced, stepsOf, (run) => ({ ...run, steps: appendSteps(run.steps, rows) }));
    if (stepsOf === reduced.currentRunId) reduced = { ...reduced, returnedId: undefined };
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
      const { type: _, runId: __, ...told } = event;
      // A worker that still loads does not know where the run stands.
      const { phase, step, round, totalSteps } = told.status === 'loading' ? state.progress : told;
      const progress = { ...told, phase, step, round, totalSteps };
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
      return {
        ...state,
        preferences: { ...state.preferences, [event.task]: preferences },
        preferencesReading: undefined,
      };
    }
    case 'preferences-reading': {
      const { type: _, ...reading } = event;
      return { ...state, preferencesReading: reading };
    }
    case 'reward-model': {
      const { type: _, task, ...inUse } = event;
      return { ...state, rewardModels: { ...state.rewardModels, [task]: inUse } };
    }
    case 'pairs': {
      const { type: _, ...pairs } = event;
      return { ...state, answerPairs: { ...state.answerPairs, [event.split]: pairs } };
    }
    case 'before-after': {
      const { type: _, ...beforeAfter } = event;
      return { ...state, beforeAfter };
    }
    case 'preferences-text':
      return { ...state, preferencesText: { text: event.text } };
    case 'check-asked':
      return { ...state, agreement: 'asked' };
    case 'agreement': {
      const { type: _, ...agreement } = event;
      return { ...state, agreement };
    }
    case 'piece': // it is stored, and comes back as `run-kept`
    case 'export': // too large to be kept: whoever has asked takes the files
      return state;
    case 'notice':
      return { ...state, notices: withNotice(state.notices, event) };
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
        // A kept run that was only opened stays in the list.
        runs: state.runs.filter(
          ({ id, kept }) => id !== state.currentRunId || id === event.runId || kept !== undefined,
        ),
        currentRunId: event.runId,
        past: undefined,
        playRequested: false,
      };
    case 'evaluating':
      if (event.runId !== state.currentRunId) return state;
      return { ...state, progress: { ...state.progress, evaluated: event.share } };
    case 'pace':
      return withRun(state, event.runId, (run) => ({ ...run, evaluationMs: event.evaluationMs }));
    case 'run-before':
      return { ...state, runBefore: state.runs.find(({ id }) => id === event.runId)?.id };
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
    case 'runs-removed':
      return removeRuns(state, event.runIds, event.reason);
    case 'removal-undone': {
      const last = state.removed.at(-1);
      return last ? { ...withRuns(state, last.runs), removed: state.removed.slice(0, -1) } : state;
    }
    case 'removals-forgotten':
      return { ...state, removed: [] };
    case 'run-gone':
      return {
        ...state,
        runs: state.runs.filter(({ id, kept }) => id === state.currentRunId || kept?.key !== event.key),
        returnedId:
          state.runs.find(({ kept }) => kept?.key === event.key)?.id === state.returnedId
            ? undefined
            : state.returnedId,
      };
    case 'runs-elsewhere':
      return { ...state, elsewhere: event.keys };
    case 'unreadable-removed':
      return { ...state, unreadable: state.unreadable.filter(({ key }) => key !== event.key) };
    case 'storage-asked':
      return { ...state, lasting: event.lasting };
    case 'runs-restored':
      return withKnownPredictions(
        withRuns(
          state,
          event.runs.map((run) => ({
            ...run,
            hidden: state.runs.find(({ id }) => id === run.id)?.hidden ?? false,
          })),
        ),
      );
    case 'unreadable':
      return { ...state, unreadable: [...state.unreadable, ...event.bad] };
    case 'run-kept':
      return withKnownPredictions(withRun(state, event.runId, (run) => ({ ...run, kept: event.kept })));
    case 'run-opened':
      return openRun(state, event.runId);
    case 'run-replaced':
      return replaceRun(state, event.runId, event.run);
    case 'file-opening':
      return { ...state, fileOpening: event.file };
    case 'cluster-run-read':
    case 'cluster-run-removed':
      return { ...state, clusterRuns: reduceClusterRuns(state.clusterRuns, event) };
    case 'run-returned':
      return { ...state, returnedId: event.runId };
    case 'past-shown':
      return { ...state, past: event.past };
    case 'drafted':
      return { ...state, draft: event.config, wrongRule: event.wrongRule };
    case 'notice-dismissed':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== event.noticeId) };
    case 'play-requested':
      return { ...state, playRequested: event.requested };
    case 'fault-answered':
      return withoutFault(state);
    case 'lesson-opened':
    case 'lesson-closed':
    case 'learner-did':
    case 'lesson-turned':
    case 'step-passed':
    case 'prediction-asked':
    case 'prediction-locked':
      return { ...state, learning: reduceLearning(state.learning, event, state.runs) };
  }
}

const withKnownPredictions = (state: PageState): PageState => ({
  ...state,
  learning: withPredictionsOf(state.learning, state.runs),
});

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
    // At the begin of a visit it stands beside the run that is offered.
    returnedId: state.currentRunId === 0 ? state.returnedId : undefined,
    runs: [...trained.map(withoutPolicy), emptyRun(id, config)],
    currentRunId: id,
    progress: { status: 'loading', phase: 'sample', step: 0, round: 0, totalSteps: 0 },
  };
}

/** The run as it stands on the page; the worker tells how it goes on. */
function openRun(state: PageState, id: number): PageState {
  const run = state.runs.find((one) => one.id === id);
  if (!run) return state;
  const { step = 0, round = 0, totalSteps = 0 } = run.kept ?? { ...run.steps.latest, totalSteps: 0 };
  return {
    ...withoutFault(state),
    playRequested: false,
    agreement: undefined,
    past: undefined,
    returnedId: state.returnedId === id ? id : undefined,
    draft: run.config,
    wrongRule: undefined,
    runs: state.runs.filter((one) => one.steps.length > 0 || one.pinned || one.id === id),
    currentRunId: id,
    progress: { status: 'loading', phase: 'sample', step, round, totalSteps },
  };
}

/** The current run stays. */
function removeRuns(state: PageState, runIds: readonly number[], reason: Removal['reason']): PageState {
  const goes = ({ id }: Run) => runIds.includes(id) && id !== state.currentRunId;
  const removed = state.runs.filter(goes);
  if (removed.length === 0) return state;
  return {
    ...state,
    runs: state.runs.filter((run) => !goes(run)),
    removed: [...state.removed, { runs: removed, reason }],
    runBefore: removed.some(({ id }) => id === state.runBefore) ? undefined : state.runBefore,
  };
}

function replaceRun(state: PageState, id: number, run: Run): PageState {
  const runs = state.runs.filter((one) => one.id !== id);
  const isCurrent = state.currentRunId === id;
  return {
    ...withRuns({ ...state, runs }, [run]),
    currentRunId: isCurrent ? 0 : state.currentRunId,
    past: isCurrent ? undefined : state.past,
    runBefore: state.runBefore === id ? undefined : state.runBefore,
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
