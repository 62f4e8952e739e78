// The page's state as plain data: worker events, the visitor's choices, and the runs so far.
import type { RunConfig } from '../config/schema.ts';
import type { Evaluation } from '../experiments/run_outcome.ts';
import type { LineProblem } from '../formats/preferences.ts';
import type { MemoryEstimate } from '../model/memory_estimate.ts';
import type { AnswerPairs } from '../reward/taste/pairs.ts';
import type { LiveChange } from '../session/journal/run_history.ts';
import type {
  BackendInfo,
  BackendName,
  ExactFigures,
  ExactWorld,
  FaultCode,
  FrontierPoint,
  KlReport,
  MarkovEvaluation,
  MarkovFigures,
  MarkovWorldView,
  Microscope,
  Phase,
  RunStatus,
  SampleView,
  WorkerEvent,
} from '../session/protocol.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import type { BadRecord } from '../storage/runs/run_store.ts';
import type { Split, TaskName } from '../tasks/task.ts';
import type { ClusterRunEvent, ReadClusterRun } from './cluster_runs.ts';
import { type Learning, type LearningEvent, noLearning } from './learning.ts';
import type { StepLog } from './step_log.ts';

export interface Run {
  readonly id: number;
  readonly config: RunConfig;
  /** Live settings changed during the run. */
  readonly changes: readonly LiveChange[];
  readonly steps: StepLog;
  readonly evaluations: readonly Evaluation[];
  /** How long the prior's evaluation took. */
  readonly evaluationMs?: number;
  readonly bestFrontier: readonly FrontierPoint[];
  /** Only on enumerable tasks. */
  readonly exactWorld?: ExactWorld;
  readonly exactEvaluations: readonly ExactFigures[];
  /** The enumerated policy at the latest of them; only the current run's is drawn. */
  readonly exactLogPolicy?: Float64Array; // [K]
  /** Only on `markov`. */
  readonly markovWorld?: MarkovWorldView;
  readonly markovFigures: readonly MarkovFigures[];
  /** The policy's symbols at the latest of them; only the current run's are drawn. */
  readonly markovPolicy?: MarkovEvaluation['policy'];
  /** Id of the visitor's reward model in use; absent: the gold reward or the shipped model. */
  readonly rewardModel?: number;
  readonly klReports: readonly KlReport[];
  readonly microscope?: Microscope;
  readonly view?: SampleView;
  /** Not drawn in the charts. */
  readonly hidden: boolean;
  /** Kept even when twenty newer runs exist. */
  readonly pinned: boolean;
  /** Its record in the browser's storage; absent until it is there. */
  readonly kept?: KeptRun;
}

/** A run as it was at one of its pieces. */
interface Past {
  readonly index: number;
  readonly run: Run;
}

/** Runs that were removed together; they can come back until the page forgets them. */
export interface Removal {
  readonly runs: readonly Run[];
  /** The visitor removed one or all, or one more run left no room. */
  readonly reason: 'asked' | 'cleared' | 'full';
}

export interface Notice {
  readonly id: number;
  readonly message: string;
  readonly details?: readonly string[];
  /** JSON text for a bug report. */
  readonly diagnostics?: string;
}

/** The worker's last event about the visitor's preference data. */
export interface PreferenceData {
  readonly task: TaskName;
  /** True if pasted data is in use; otherwise the task generates data. */
  readonly pasted: boolean;
  readonly count: number;
  /** The lines in use. */
  readonly text?: string;
  readonly problems: readonly LineProblem[];
}

/** The worker's last event about a reward model of the visitor. */
interface RewardModelInUse {
  /** Id of the visitor's model that the next runs load; absent: the shipped one. */
  readonly id?: number;
  /** Why the last requested model was refused. */
  readonly problem?: string;
}

type SilenceEvent = Extract<WorkerEvent, { type: 'silence' }>;

interface Fault {
  readonly code: FaultCode;
  readonly message: string;
  readonly canSwitchTo?: BackendName;
  readonly diagnostics?: string;
}

/** A run file that is being read. */
export interface FileOpening {
  readonly name: string;
  /** Asked: the file has a newer state of this run of the list. */
  readonly newer?: { readonly runId: number; readonly step: number; readonly savedMs: number };
}

interface Progress {
  /** How far the evaluation under way is, 0 to 1. */
  readonly evaluated?: number;
  readonly status: RunStatus;
  readonly phase: Phase;
  readonly step: number;
  readonly round: number;
  readonly totalSteps: number;
}

export interface PageState {
  readonly backend?: BackendInfo;
  readonly progress: Progress;
  /** True between a press of Play and the worker's start. */
  readonly playRequested: boolean;
  readonly parameterCount?: number;
  readonly promptCount?: number;
  /** Estimate for the drafted config; absent for backends in main memory. */
  readonly memoryEstimate?: MemoryEstimate;
  /** Progress of compiling the device's programs; absent otherwise. */
  readonly preparing?: { readonly done: number; readonly total: number };
  /** Config in the controls; the current run's config may differ until a restart. */
  readonly draft: RunConfig;
  /** The own rule as typed, where that is no rule: nothing starts with it, and the draft keeps the last right one. */
  readonly wrongRule?: string;
  /** Oldest first. The current run is the one with `currentRunId`. */
  readonly runs: readonly Run[];
  readonly currentRunId: number;
  /** The run before, while the worker keeps it; absent: an undo would find none. */
  readonly runBefore?: number;
  /** Run of an earlier visit that was not done; until one trains. */
  readonly returnedId?: number;
  /** What was removed during this visit, the latest last. */
  readonly removed: readonly Removal[];
  /** Keys of kept runs that another tab writes. */
  readonly elsewhere: readonly string[];
  /** True if the browser will not clear its storage by itself; undefined: not known. */
  readonly lasting?: boolean;
  /** Records in the browser's storage that this page cannot read. */
  readonly unreadable: readonly BadRecord[];
  /** The current run as it was, while the visitor looks back. */
  readonly past?: Past;
  readonly fileOpening?: FileOpening;
  /** Runs that a cluster went on with, as their files say. They go with the page. */
  readonly clusterRuns: readonly ReadClusterRun[];
  readonly notices: readonly Notice[];
  readonly fault?: Fault;
  /** What has not answered for long. */
  readonly silences: Readonly<Partial<Record<SilenceEvent['of'], SilenceEvent>>>;
  readonly preferences: Readonly<Partial<Record<TaskName, PreferenceData>>>;
  /** Preference data that are being read; one task's at a time. */
  readonly preferencesReading?: Omit<Extract<WorkerEvent, { type: 'preferences-reading' }>, 'type'>;
  readonly rewardModels: Readonly<Partial<Record<TaskName, RewardModelInUse>>>;
  /** The last pairs of the starting model's answers, of each split. */
  readonly answerPairs: Readonly<Partial<Record<Split, AnswerPairs & { readonly task: TaskName }>>>;
  /** The last answers before training and after. */
  readonly beforeAfter?: Omit<Extract<WorkerEvent, { type: 'before-after' }>, 'type'>;
  /** The last comparison with the reference; 'asked' until it is answered. */
  readonly agreement?: 'asked' | Omit<Extract<WorkerEvent, { type: 'agreement' }>, 'type'>;
  /** The current run's preference data as JSON lines, after an export request. */
  readonly preferencesText?: { readonly text: string };
  readonly learning: Learning;
}

/** Events from the page itself, beside those from the worker. */
export type PageEvent =
  | { readonly type: 'run-started'; readonly runId: number; readonly config: RunConfig }
  | { readonly type: 'run-changed'; readonly runId: number; readonly config: RunConfig }
  | { readonly type: 'run-hidden'; readonly runId: number; readonly hidden: boolean }
  | { readonly type: 'run-pinned'; readonly runId: number; readonly pinned: boolean }
  | {
      readonly type: 'runs-removed';
      readonly runIds: readonly number[];
      readonly reason: Removal['reason'];
    }
  /** Brings back what was removed last. */
  | { readonly type: 'removal-undone' }
  | { readonly type: 'removals-forgotten' }
  /** Another tab has removed this run. */
  | { readonly type: 'run-gone'; readonly key: string }
  | { readonly type: 'runs-elsewhere'; readonly keys: readonly string[] }
  | { readonly type: 'unreadable-removed'; readonly key: string }
  | { readonly type: 'storage-asked'; readonly lasting: boolean }
  /** Runs from the browser's storage or a file; a run of the same id is replaced. */
  | { readonly type: 'runs-restored'; readonly runs: readonly Run[] }
  | { readonly type: 'unreadable'; readonly bad: readonly BadRecord[] }
  | { readonly type: 'run-kept'; readonly runId: number; readonly kept: KeptRun }
  /** The worker loads this run to go on with it. */
  | { readonly type: 'run-opened'; readonly runId: number }
  /** The visitor has come back to this run, or could; absent: has chosen otherwise. */
  | { readonly type: 'run-returned'; readonly runId?: number }
  /** A run has taken the place of another one. */
  | { readonly type: 'run-replaced'; readonly runId: number; readonly run: Run }
  /** A run file is read; absent: no more. */
  | { readonly type: 'file-opening'; readonly file?: FileOpening }
  | ClusterRunEvent
  | { readonly type: 'past-shown'; readonly past?: Past }
  | { readonly type: 'play-requested'; readonly requested: boolean }
  | { readonly type: 'drafted'; readonly config: RunConfig; readonly wrongRule?: string }
  | { readonly type: 'notice-dismissed'; readonly noticeId: number }
  | { readonly type: 'check-asked' }
  | { readonly type: 'fault-answered' }
  | LearningEvent;

export const initialState = (draft: RunConfig): PageState => ({
  progress: { status: 'loading', phase: 'sample', step: 0, round: 0, totalSteps: 0 },
  playRequested: false,
  draft,
  runs: [],
  currentRunId: 0,
  removed: [],
  unreadable: [],
  elsewhere: [],
  clusterRuns: [],
  notices: [],
  silences: {},
  preferences: {},
  rewardModels: {},
  learning: noLearning,
  answerPairs: {},
});

export const currentRun = (state: PageState): Run | undefined =>
  state.runs.find((run) => run.id === state.currentRunId);

/** The run on the page: the current one, now or as it was. */
export const shownRun = (state: PageState): Run | undefined => state.past?.run ?? currentRun(state);

/** True if another tab writes the run. */
export const isElsewhere = ({ elsewhere }: PageState, { kept }: Run): boolean =>
  kept !== undefined && elsewhere.includes(kept.key);

let lastShown: (Pick<PageState, 'runs' | 'past'> & { readonly shown: readonly Run[] }) | undefined;

/** All runs, the current one as it was while the visitor looks back. The same list for the same state. */
export function shownRuns({ runs, past }: PageState): readonly Run[] {
  if (!past) return runs;
  if (lastShown?.runs !== runs || lastShown.past !== past)
    lastShown = { runs, past, shown: runs.map((run) => (run.id === past.run.id ? past.run : run)) };
  return lastShown.shown;
}
