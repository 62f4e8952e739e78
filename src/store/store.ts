// Sends commands to the worker and reduces its events in batches: the first at once, later ones at most five times a
// second. A fast run therefore cannot make the page unresponsive.
import { createStore } from 'zustand/vanilla';
import { presetFor } from '../config/presets.ts';
import { type RunConfig, type SettingKey, settings } from '../config/schema.ts';
import { validateConfig } from '../config/validate.ts';
import type { MethodName } from '../objectives/index.ts';
import { ruleProblem } from '../objectives/own.ts';
import { inputsRead, type RunInputs } from '../session/journal/run_inputs.ts';
import type { BackendName, Command, TextFile, VisitorRewardModel, WorkerEvent } from '../session/protocol.ts';
import type { Split, TaskName } from '../tasks/task.ts';
import { clusterActions } from './cluster_actions.ts';
import {
  canUndo,
  isUntouched,
  pendingKeys,
  ruleOf,
  startIsTooLarge,
  wrongRuleSentence,
} from './draft_state.ts';
import { keeperInMemory } from './keeper_in_memory.ts';
import { keptRunActions } from './kept_run_actions.ts';
import { lessonActions } from './lesson_actions.ts';
import { lockedNotice, withLocked } from './locks.ts';
import { asNotice, linkNotices } from './notices.ts';
import { type OpenSetup, OwnRuns } from './own_runs.ts';
import { currentRun, initialState, type PageEvent, type PageState } from './page_state.ts';
import { reduceAll } from './reducer.ts';
import { returnVisit } from './return_visit.ts';
import { type ReadRunFile, runFileActions } from './run_file_actions.ts';
import type { RunKeeper } from './run_keeper.ts';

const PUBLISH_INTERVAL_MS = 200;

/** Settings that determine a run's memory. */
const MEMORY_KEYS: readonly SettingKey[] = [
  'samplesPerPrompt',
  'groupsPerBatch',
  'promptsPerRound',
  'evaluationPrompts',
  'evaluationSamples',
];

interface WorkerConnection {
  send(command: Command): void;
  /** Absent: no run can be made of a visitor's files. */
  readonly openOwnFiles?: OpenSetup;
}

export interface StoreOptions {
  readonly config: RunConfig;
  /** Name of the backend; absent: the best available. */
  readonly backend?: BackendName;
  readonly connect: (onEvent: (event: WorkerEvent) => void) => WorkerConnection;
  /** `setTimeout`, injected because the store does not depend on a browser. */
  readonly schedule: (task: () => void, delayMs: number) => void;
  /** Keeps runs beyond this tab; absent: they stay in memory. */
  readonly keeper?: (act: (event: PageEvent | WorkerEvent) => void) => RunKeeper;
  /** Reads run files in another thread; absent: in this one. */
  readonly readRunFile?: ReadRunFile;
  /** What the address asks for and does not get. */
  readonly linkProblems?: readonly string[];
  /** Other sentences from before the store's creation. */
  readonly problems?: readonly string[];
  /** Settings that stay as they are; absent: none. */
  readonly locked?: () => readonly SettingKey[];
}

const readHere: ReadRunFile = async (bytes) =>
  (await import('../storage/runs/file/read_run_file.ts')).readRunFile(bytes);

export function createPageStore({
  config,
  backend,
  connect,
  schedule,
  keeper: createKeeper = keeperInMemory,
  readRunFile = readHere,
  linkProblems = [],
  problems = [],
  locked = () => [],
}: StoreOptions) {
  const store = createStore<PageState>(() =>
    reduceAll(initialState(config), [...linkNotices(linkProblems), ...problems.map(asNotice)]),
  );
  const { getState } = store;
  const held = (next: RunConfig) => withLocked(locked(), getState().draft, next);

  let waiting: (WorkerEvent | PageEvent)[] = [];
  let publishAt = 0;
  let scheduled = false;
  let nextRunId = 1;
  let isFirst = true;

  function publish(): void {
    scheduled = false;
    const events = waiting;
    waiting = [];
    publishAt = performance.now() + PUBLISH_INTERVAL_MS;
    store.setState(reduceAll(getState(), events), true);
  }
  function receive(event: WorkerEvent | PageEvent): void {
    waiting.push(event);
    if (scheduled) return;
    scheduled = true;
    schedule(publish, Math.max(0, publishAt - performance.now()));
  }
  const keeper = createKeeper(receive);
  const worker = connect((event) => {
    keeper.take(event);
    if (!ofKept.tookRefusal(event) && !ofCluster.tookFolder(event)) receive(event);
  });

  const ownRuns = new OwnRuns(worker.openOwnFiles);

  /** Applies a page event at once, after all pending worker events. */
  function act(...events: (PageEvent | WorkerEvent)[]): void {
    waiting.push(...events);
    publish();
  }

  /** Reward models that the visitor chose; the worker may have refused one. */
  const rewardModels = new Map<TaskName, VisitorRewardModel | undefined>();

  function inputsOf(draft: RunConfig): RunInputs {
    const { preferences, rewardModels: inUse } = getState();
    const rewardModel = rewardModels.get(draft.task);
    return inputsRead(draft, {
      preferences: preferences[draft.task]?.text,
      rewardModel: rewardModel?.id === inUse[draft.task]?.id ? rewardModel : undefined,
      own: ownRuns.needsOf(draft),
    });
  }

  function restart(): void {
    const runId = nextRunId++;
    const { draft, currentRunId, runBefore } = getState();
    keeper.begin(runId, { inputs: inputsOf(draft) });
    act({ type: 'run-started', runId, config: draft });
    keeper.holdOnly([currentRunId, ...(runBefore === undefined ? [] : [runBefore])]);
    ofKept.makeRoom();
    // Without a name the session keeps its backend, so that a visitor's later choice survives a reset.
    worker.send({
      type: 'load',
      config: draft,
      runId,
      backend: isFirst ? backend : undefined,
    });
    isFirst = false;
  }

  const ofKept = keptRunActions({
    ...{ keeper, getState, act, ownRuns },
    send: (command) => worker.send(command),
    takeId: () => nextRunId++,
    restart,
    inputsOf,
  });

  const ofFiles = runFileActions({
    ...{ keeper, getState, act, readRunFile },
    takeId: () => nextRunId++,
    ...{ openRun: ofKept.openRun, makeRoom: ofKept.makeRoom },
    isUntouched: () => isUntouched(getState()),
  });

  const ofCluster = clusterActions({
    ...{ getState, act, openRunFiles: ofFiles.openRunFiles },
    send: (command) => worker.send(command),
  });

  const ofLesson = lessonActions({ getState, act });

  const begin = returnVisit({
    ...{ keeper, getState, act, restart },
    takeId: () => nextRunId++,
    openRun: ofKept.openRun,
    isUntouched: () => isUntouched(getState()),
  });

  /** Changes before the first step need no restart: the run begins with them. Some are quicker than the storage. */
  function applyDraftIfUntouched(): void {
    const isFirstRun = getState().currentRunId === 0;
    if (isFirstRun || (isUntouched(getState()) && pendingKeys(getState()).length > 0)) restart();
  }

  /** Whether a start was refused, and said so, because the typed rule is none. */
  function refusedStart(): boolean {
    const sentence = wrongRuleSentence(getState());
    if (sentence !== undefined) act(asNotice(sentence));
    return sentence !== undefined;
  }

  /** The worker takes commands in order, so Play may be sent while the model loads. */
  function play(): void {
    const { status } = getState().progress;
    if (startIsTooLarge(getState()) || refusedStart()) return;
    if (status === 'finished' || status === 'failed') restart();
    else applyDraftIfUntouched();
    ofLesson.lockPrediction();
    void ofKept.lookBack();
    act({ type: 'play-requested', requested: true });
    worker.send({ type: 'play' });
  }

  return {
    ...ofKept,
    ...ofFiles,
    ...ofCluster,
    ...ofLesson,
    begin,
    ownRuns,
    /** Asks for what the worker has not told yet; the page may be about to go. */
    keep: () => worker.send({ type: 'keep' }),
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    /** Loads the drafted config as a new run; earlier runs stay in the charts. */
    restart: () => refusedStart() || restart(),
    /** The visitor does not want that run now; it stays in the list. */
    dismissReturn: () => act({ type: 'run-returned' }),
    /** The browser was asked whether it keeps its storage. */
    tellStorage: (lasting: boolean) => act({ type: 'storage-asked', lasting }),
    play,
    /** Opens a kept run and trains it on. */
    async goOn(runId: number): Promise<void> {
      await ofKept.openRun(runId);
      if (getState().currentRunId === runId) play();
    },
    /** Trains on from a piece of a run, as a run of its own. */
    async fork(runId: number, index: number): Promise<void> {
      const { currentRunId } = getState();
      await ofKept.forkRun(runId, index);
      if (getState().currentRunId !== currentRunId) play();
    },
    /** Goes back to the run before a reset, where it stood. */
    undoReset(): void {
      if (canUndo(getState())) worker.send({ type: 'undo' });
    },
    pause(): void {
      act({ type: 'play-requested', requested: false });
      worker.send({ type: 'pause' });
    },
    advance(unit: 'step' | 'phase'): void {
      if (startIsTooLarge(getState()) || refusedStart()) return;
      applyDraftIfUntouched();
      ofLesson.lockPrediction();
      void ofKept.lookBack();
      worker.send({ type: 'advance', unit });
    },
    /** Applies live settings to the run now; other settings wait for a restart. */
    edit(key: SettingKey, value: RunConfig[SettingKey]): void {
      if (locked().includes(key)) {
        act(asNotice(lockedNotice(key)));
        return;
      }
      const { config: draft, problems } = validateConfig({ [key]: value }, getState().draft);
      const wrongRule = key === 'rule' ? undefined : getState().wrongRule;
      act({ type: 'drafted', config: draft, wrongRule }, ...problems.map(asNotice));
      if (problems.length > 0) return;
      if (MEMORY_KEYS.includes(key)) worker.send({ type: 'estimate', config: draft });
      const run = currentRun(getState());
      // Who looks back means the run that goes on from there.
      if (!run || !settings[key].live || run.config[key] === value || getState().past) return;
      const changed = { ...run.config, [key]: value };
      act({ type: 'run-changed', runId: run.id, config: changed });
      worker.send({ type: 'change', config: changed });
    },
    /** Settings at once, as a link sets them, the locked ones too; what cannot be is said, and nothing changes. */
    editAll(partial: Partial<RunConfig>): void {
      const { config: draft, problems } = validateConfig(partial, getState().draft);
      act(...problems.map(asNotice));
      if (problems.length > 0) return;
      act({ type: 'drafted', config: draft });
      worker.send({ type: 'estimate', config: draft });
    },
    /** The own rule as it is typed; a wrong one is kept apart, and nothing starts before it is right. */
    typeRule(text: string): void {
      if (ruleProblem(text) === undefined) this.edit('rule', text);
      else act({ type: 'drafted', config: getState().draft, wrongRule: text });
    },
    /** Changes the method and applies its preset; the seed and the visitor's own rule stay. */
    chooseMethod(method: MethodName): void {
      const { draft, wrongRule } = getState();
      const config = { ...presetFor(draft.task, method), ...ruleOf(draft), seed: draft.seed };
      act({ type: 'drafted', config: held(config), wrongRule });
      worker.send({ type: 'estimate', config: getState().draft });
    },
    /** Changes the task, applies the method's preset, and loads it at once unless a run is active. */
    chooseTask(task: TaskName): void {
      const { draft, progress } = getState();
      const config = held({
        ...presetFor(task, draft.method),
        ...(task === draft.task ? {} : ruleOf(draft)),
      });
      act({ type: 'drafted', config });
      if (progress.status !== 'running' && currentRun(getState())?.config.task !== config.task) restart();
    },
    /** Replaces the task's generated preference data with JSON lines; absent: generates it again. */
    takePreferences(task: TaskName, source?: string | TextFile): void {
      const from = typeof source === 'string' ? { text: source } : { file: source };
      worker.send({ type: 'preferences', task, ...from });
    },
    stopPreferences(task: TaskName): void {
      worker.send({ type: 'stop-preferences', task });
    },
    exportPreferences(): void {
      worker.send({ type: 'export-preferences', config: getState().draft });
    },
    /** Sets the learned reward of the task's next runs; absent: the shipped one. */
    chooseRewardModel(task: TaskName, visitorModel?: VisitorRewardModel): void {
      rewardModels.set(task, visitorModel);
      worker.send({ type: 'use-reward-model', task, visitorModel });
      const { draft } = getState();
      if (draft.task === task) act({ type: 'drafted', config: { ...draft, reward: 'learned' } });
    },
    view(promptIndex: number, seed: number): void {
      worker.send({ type: 'view', promptIndex, seed });
    },
    askPairs(split: Split, seed: number, batch: number, count: number): void {
      worker.send({ type: 'pairs', split, seed, batch, count });
    },
    askBeforeAfter(seed: number): void {
      worker.send({ type: 'before-after', seed });
    },
    /** Compares the latest batch with the reference in TensorFlow.js, which is loaded for it. */
    check(): void {
      act({ type: 'check-asked' });
      worker.send({ type: 'check' });
    },
    switchBackend(backend: BackendName): void {
      act({ type: 'fault-answered' });
      worker.send({ type: 'switch', backend });
    },
    /** Where something does not answer: once more, from the last state of a run that has one. */
    tryAgain(): void {
      const { progress, backend: present } = getState();
      if (progress.step > 0 && present) worker.send({ type: 'switch', backend: present.name });
      else restart();
    },
    hideRun: (runId: number, hidden: boolean) => act({ type: 'run-hidden', runId, hidden }),
    say: (message: string) => act(asNotice(message)),
    dismissNotice: (noticeId: number) => act({ type: 'notice-dismissed', noticeId }),
    dismissFault: () => act({ type: 'fault-answered' }),
  };
}

export type PageStore = ReturnType<typeof createPageStore>;
