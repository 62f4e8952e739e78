// What a visitor can do with runs that are kept: go on with one, look back, and leave it at an earlier point.
import type { RunConfig } from '../config/schema.ts';
import { reasonOf } from '../errors/reason.ts';
import { objectives } from '../objectives/index.ts';
import type { RunInputs } from '../session/journal/run_inputs.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import type { OwnRuns } from './own_runs.ts';
import { currentRun, isElsewhere, type PageEvent, type PageState, type Run } from './page_state.ts';
import { KEPT_RUNS } from './reducer.ts';
import type { RunKeeper } from './run_keeper.ts';

interface KeptRunOptions {
  readonly keeper: RunKeeper;
  readonly getState: () => PageState;
  readonly act: (...events: (PageEvent | WorkerEvent)[]) => void;
  readonly send: (command: Command) => void;
  readonly ownRuns: OwnRuns;
  /** The next free id of a run. */
  readonly takeId: () => number;
  /** Begins a run with the drafted settings. */
  readonly restart: () => void;
  /** What the visitor gives to a run with these settings. */
  readonly inputsOf: (config: RunConfig) => RunInputs;
}

const notice = (message: string) => ({ type: 'notice', message }) as const;

/** A run goes on where it was, unless its device is not at hand: the CPU engine is at hand everywhere. */
const backendOf = ({ backend }: KeptRun, present: PageState['backend']) =>
  backend.endsWith('webgpu') && present?.name !== backend ? undefined : backend;

/** Some methods train a head of their own: their model is not that of other methods. */
function refusalOf(wanted: RunConfig, was: RunConfig, reason: string): string {
  const said = reason.replace(/\.$/, '');
  if (wanted.method === was.method) return `${said}. The run was not opened, and no other is touched.`;
  const [to, from] = [objectives[wanted.method].label, objectives[was.method].label];
  return `${to} cannot go on from a run of ${from}: ${said}. No run is touched.`;
}

export function keptRunActions({
  keeper,
  getState,
  act,
  send,
  ownRuns,
  takeId,
  restart,
  inputsOf,
}: KeptRunOptions) {
  /** The run that the worker opens, and the one that was current. */
  let opening:
    | { readonly run: Run; readonly kept: KeptRun; readonly beforeId: number; readonly isFork: boolean }
    | undefined;

  /** Does work that may fail; what failed is said. */
  async function orSay(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      act(notice(`${reasonOf(error)}. Other runs are not touched.`));
    }
  }

  async function load(run: Run, kept: KeptRun, index?: number): Promise<void> {
    const resumption = await keeper.resumption(kept, index);
    const { backend, currentRunId, runBefore } = getState();
    const named = backendOf(kept, backend);
    if (!named)
      act(
        notice(
          `This run was on ${kept.backend}, and goes on elsewhere from the same parameters. Later figures may differ in their last digits.`,
        ),
      );
    opening = { run, kept, beforeId: currentRunId, isFork: index !== undefined };
    act({ type: 'run-opened', runId: run.id });
    keeper.holdOnly([run.id, currentRunId, ...(runBefore === undefined ? [] : [runBefore])]);
    send({ type: 'load', config: run.config, runId: run.id, backend: named, resumption });
  }

  /** Takes the fault of a run that the worker could not open: the run before stays. True if it was one. */
  function tookRefusal(event: WorkerEvent): boolean {
    if (!opening || !('runId' in event) || event.runId !== opening.run.id) return false;
    if (event.type === 'status' && !['loading', 'failed'].includes(event.status)) opening = undefined;
    if (event.type !== 'fault' || event.code !== 'internal') return false;
    const { run, kept, beforeId, isFork } = opening!;
    opening = undefined;
    const { runBefore, runs } = getState();
    act(notice(refusalOf(run.config, kept.config, event.message)), {
      type: 'run-resumed',
      runId: beforeId,
      leftId: run.id,
    });
    if (isFork) keeper.forget([kept.key]);
    const before = runs.find(({ id }) => id === beforeId);
    if (before && runBefore === beforeId) send({ type: 'undo' });
    else if (before?.kept) void orSay(() => claimAndLoad(beforeId, before.kept!.key));
    else restart();
    return true;
  }

  function remove(runIds: readonly number[], reason: 'asked' | 'cleared' | 'full'): void {
    const { currentRunId } = getState();
    act({ type: 'runs-removed', runIds, reason });
    for (const runId of runIds) if (runId !== currentRunId) keeper.change(runId, { removedMs: Date.now() });
  }

  function forgetRemovals(): void {
    const runs = getState().removed.flatMap((removal) => removal.runs);
    act({ type: 'removals-forgotten' });
    keeper.forget(runs.flatMap(({ kept }) => (kept ? [kept.key] : [])));
  }

  /** A run of the visitor's files waits where these were not read in this visit. True if it waits. */
  async function waitsForFiles(runId: number, kept: KeptRun): Promise<boolean> {
    if (ownRuns.hasFilesOf(kept.config)) return false;
    const { inputs } = await keeper.resumption(kept);
    ownRuns.wait({ runId, needs: inputs?.own });
    act(notice(`Run #${runId} waits for its files. Give them on the page “Bring your own”.`));
    return true;
  }

  const openRun = (runId: number) =>
    orSay(async () => {
      const { runs, currentRunId } = getState();
      const run = runs.find(({ id }) => id === runId);
      if (!run?.kept || run.id === currentRunId) return;
      if (await waitsForFiles(runId, run.kept)) return;
      await claimAndLoad(runId, run.kept.key);
    });

  async function claimAndLoad(runId: number, key: string): Promise<void> {
    if (!(await keeper.claim(key))) {
      act(notice(`Run #${runId} is open in another tab. This tab shows it, and does not write it.`));
      return;
    }
    // Another tab may have written it since.
    const latest = await keeper.latest(key);
    act(latest ? { type: 'runs-restored', runs: [latest] } : { type: 'run-gone', key });
    if (latest?.kept) await load(latest, latest.kept);
  }

  let wanted: { readonly index?: number } | undefined;
  let looking: Promise<void> | undefined;
  async function look(): Promise<void> {
    while (wanted) {
      const { index } = wanted;
      wanted = undefined;
      const run = currentRun(getState());
      const past = index === undefined || !run?.kept ? undefined : await keeper.past(run.id, index);
      if (getState().currentRunId !== run?.id || wanted) continue;
      act({ type: 'past-shown', past: past && { index: index!, run: past } });
    }
  }

  return {
    tookRefusal,
    /** Loads a kept run, to go on with it. */
    openRun,
    /** Goes on from a piece of a run as a run of its own: with the drafted settings, if those are of its task. */
    forkRun: (runId: number, index: number) =>
      orSay(async () => {
        const { draft, runs } = getState();
        const from = runs.find(({ id }) => id === runId);
        if (!from?.kept || (await waitsForFiles(runId, from.kept))) return;
        const kept = await keeper.fork(runId, index, inputsOf({ ...draft, task: from.config.task }));
        const id = takeId();
        const config = draft.task === kept.config.task ? draft : kept.config;
        keeper.begin(id, { kept });
        // Its record is shown from its first piece on: until then the worker may refuse it.
        const run = { ...(await keeper.read(id, kept)), config, kept: undefined };
        act({ type: 'runs-restored', runs: [run] });
        await load(run, kept, index);
        makeRoom();
      }),
    /** Shows the current run as it was after a piece; absent: as it is. The last call wins, and all end with it. */
    lookBack(index?: number): Promise<void> {
      wanted = { index };
      looking ??= orSay(look).finally(() => {
        looking = undefined;
      });
      return looking;
    },
    pinRun(runId: number, pinned: boolean): void {
      act({ type: 'run-pinned', runId, pinned });
      keeper.change(runId, { pinned });
    },
    removeRun: (runId: number) => remove([runId], 'asked'),
    makeRoom,
    /** Removes all runs; the page begins afresh. */
    clearRuns(): void {
      if (currentRun(getState())?.steps.length) restart();
      const state = getState();
      const cleared = state.runs.filter((run) => !isElsewhere(state, run));
      remove(
        cleared.map(({ id }) => id).filter((id) => id !== state.currentRunId),
        'cleared',
      );
    },
    undoRemoval(): void {
      const removal = getState().removed.at(-1);
      if (!removal) return;
      act({ type: 'removal-undone' });
      for (const { id } of removal.runs) keeper.change(id, { removedMs: undefined });
    },
    /** What was removed goes for good. */
    forgetRemovals,
    /** Removes a record that cannot be read. */
    removeUnreadable(key: string): void {
      act({ type: 'unreadable-removed', key });
      keeper.forget([key]);
    },
  };

  /** The oldest run that nobody pinned goes where there are more than fit. */
  function makeRoom(): void {
    const state = getState();
    const unpinned = state.runs.filter(
      (run) => !run.pinned && run.id !== state.currentRunId && !isElsewhere(state, run),
    );
    if (unpinned.length >= KEPT_RUNS) remove([unpinned[0].id], 'full');
  }
}
