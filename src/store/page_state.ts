// Everything the page shows, as plain data: what the worker said, what the visitor set, and the runs so far.
import type { RunConfig } from '../config/schema.ts';
import type { Evaluation } from '../experiments/run_outcome.ts';
import type { LineProblem } from '../formats/preferences.ts';
import type { MemoryEstimate } from '../model/memory_estimate.ts';
import type {
  BackendInfo,
  BackendName,
  ExactEvaluation,
  ExactWorld,
  FaultCode,
  FrontierPoint,
  KlReport,
  Microscope,
  Phase,
  RunStatus,
  SampleView,
} from '../session/protocol.ts';
import type { TaskName } from '../tasks/task.ts';
import type { StepLog } from './step_log.ts';

interface LiveChange {
  readonly step: number;
  readonly from: RunConfig;
  readonly to: RunConfig;
}

export interface Run {
  readonly id: number;
  readonly config: RunConfig;
  /** Live settings changed on the way. */
  readonly changes: readonly LiveChange[];
  readonly steps: StepLog;
  readonly evaluations: readonly Evaluation[];
  readonly bestFrontier: readonly FrontierPoint[];
  /** Only on enumerable tasks. */
  readonly exactWorld?: ExactWorld;
  readonly exactEvaluations: readonly ExactEvaluation[];
  /** Which of the visitor's own it trains on; absent: the gold reward or the shipped model. */
  readonly rewardModel?: number;
  readonly klReports: readonly KlReport[];
  readonly microscope?: Microscope;
  readonly view?: SampleView;
  /** Left out of the charts. */
  readonly hidden: boolean;
  /** Kept beyond the last five. */
  readonly pinned: boolean;
}

export interface Notice {
  readonly id: number;
  readonly message: string;
  /** JSON for a bug report. */
  readonly diagnostics?: string;
}

/** What the worker last said of the visitor's preference data. */
export interface PreferenceData {
  readonly task: TaskName;
  /** In use now; otherwise the task generates its own. */
  readonly pasted: boolean;
  readonly count: number;
  /** The lines in use. */
  readonly text?: string;
  readonly problems: readonly LineProblem[];
}

/** What the worker last said of a reward model of the visitor's. */
interface RewardModelInUse {
  /** Of theirs that the next runs load; absent: the shipped one. */
  readonly id?: number;
  /** Why the last one they asked for is not in use. */
  readonly problem?: string;
}

interface Fault {
  readonly code: FaultCode;
  readonly message: string;
  readonly canSwitchTo?: BackendName;
  readonly diagnostics?: string;
}

interface Progress {
  readonly status: RunStatus;
  readonly phase: Phase;
  readonly step: number;
  readonly round: number;
  readonly totalSteps: number;
}

export interface PageState {
  readonly backend?: BackendInfo;
  readonly progress: Progress;
  /** Play was pressed and the worker has not begun yet. */
  readonly playRequested: boolean;
  readonly parameterCount?: number;
  readonly promptCount?: number;
  /** Of the drafted settings; absent where memory is the machine's. */
  readonly memoryEstimate?: MemoryEstimate;
  /** Programs of the device that are compiled, while they are. */
  readonly preparing?: { readonly done: number; readonly total: number };
  /** What the controls say; the current run's config may lag behind until a restart. */
  readonly draft: RunConfig;
  /** Oldest first. The current run is the one with `currentRunId`. */
  readonly runs: readonly Run[];
  readonly currentRunId: number;
  readonly notices: readonly Notice[];
  readonly fault?: Fault;
  readonly preferences: Readonly<Partial<Record<TaskName, PreferenceData>>>;
  readonly rewardModels: Readonly<Partial<Record<TaskName, RewardModelInUse>>>;
  /** The current run's preference data as JSON lines, once asked for. */
  readonly preferencesText?: { readonly text: string };
}

/** What the page itself does to its state; worker events are the rest. */
export type PageEvent =
  | { readonly type: 'run-started'; readonly runId: number; readonly config: RunConfig }
  | { readonly type: 'run-changed'; readonly runId: number; readonly config: RunConfig }
  | { readonly type: 'run-hidden'; readonly runId: number; readonly hidden: boolean }
  | { readonly type: 'run-pinned'; readonly runId: number; readonly pinned: boolean }
  | { readonly type: 'run-removed'; readonly runId: number }
  | { readonly type: 'play-requested'; readonly requested: boolean }
  | { readonly type: 'drafted'; readonly config: RunConfig }
  | { readonly type: 'notice-dismissed'; readonly noticeId: number }
  | { readonly type: 'fault-answered' };

export const initialState = (draft: RunConfig): PageState => ({
  progress: { status: 'loading', phase: 'sample', step: 0, round: 0, totalSteps: 0 },
  playRequested: false,
  draft,
  runs: [],
  currentRunId: 0,
  notices: [],
  preferences: {},
  rewardModels: {},
});

export const currentRun = (state: PageState): Run | undefined =>
  state.runs.find((run) => run.id === state.currentRunId);
