// What a visitor can do with runs that are kept: go on with one, look back, and leave it at an earlier point.
import type { RunConfig } from '../config/schema.ts';
import { reasonOf } from '../errors/reason.ts';
import type { RunInputs } from '../session/journal/run_inputs.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import { currentRun, type PageEvent, type PageState, type Run } from './page_state.ts';
import type { RunKeeper } from './run_keeper.ts';

interface KeptRunOptions {
  readonly keeper: RunKeeper;
  readonly getState: () => PageState;
  readonly act: (...events: (PageEvent | WorkerEvent)[]) => void;
  readonly send: (command: Command) => void;
  /** The next free id of a run. */
  readonly takeId: () => number;
  /** What the visitor gives to a run with these settings. */
  readonly inputsOf: (config: RunConfig) => RunInputs;
}

const notice = (message: string) => ({ type: 'notice', message }) as const;

/** A run goes on where it was, unless its device is not at hand: the CPU engine is at hand everywhere. */
const backendOf = ({ backend }: KeptRun, present: PageState['backend']) =>
  backend.endsWith('webgpu') && present?.name !== backend ? undefined : backend;

export function keptRunActions({ keeper, getState, act, send, takeId, inputsOf }: KeptRunOptions) {
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
    const { backend } = getState();
    const named = backendOf(kept, backend);
    if (!named)
      act(
        notice(
          `This run was on ${kept.backend}, and goes on elsewhere from the same parameters. Later figures may differ in their last digits.`,
        ),
      );
    act({ type: 'run-opened', runId: run.id });
    send({ type: 'load', config: run.config, runId: run.id, backend: named, resumption });
  }

  let looks = 0;
  return {
    /** Loads a kept run, to go on with it. */
    openRun: (runId: number) =>
      orSay(async () => {
        const run = getState().runs.find(({ id }) => id === runId);
        if (!run?.kept || run.id === getState().currentRunId) return;
        if (!(await keeper.claim(run.kept.key))) {
          act(notice(`Run #${runId} is open in another tab. This tab shows it, and does not write it.`));
          return;
        }
        await load(run, run.kept);
      }),
    /** Goes on from a piece of a run with the drafted settings, as a run of its own. */
    forkRun: (runId: number, index: number) =>
      orSay(async () => {
        const { draft, runs } = getState();
        const from = runs.find(({ id }) => id === runId);
        if (!from?.kept) return;
        const kept = await keeper.fork(runId, index, inputsOf({ ...draft, task: from.config.task }));
        const id = takeId();
        const run = { ...(await keeper.read(id, kept)), config: { ...draft, task: from.config.task } };
        keeper.begin(id, { kept });
        act({ type: 'runs-restored', runs: [run] });
        await load(run, kept, index);
      }),
    /** Shows the current run as it was after a piece; absent: as it is. The last call wins. */
    lookBack: (index?: number) =>
      orSay(async () => {
        const look = ++looks;
        const run = currentRun(getState());
        if (index === undefined || !run?.kept) return act({ type: 'past-shown' });
        const pieces = run.kept.pieces.filter((piece) => piece.index <= index).length;
        const past = await keeper.read(run.id, run.kept, pieces);
        if (look === looks) act({ type: 'past-shown', past: { index, run: past } });
      }),
    pinRun(runId: number, pinned: boolean): void {
      act({ type: 'run-pinned', runId, pinned });
      keeper.change(runId, { pinned });
    },
    removeRun(runId: number): void {
      act({ type: 'run-removed', runId });
      keeper.change(runId, { removedMs: Date.now() });
    },
    undoRemoval(): void {
      const run = getState().removed.at(-1);
      if (!run) return;
      act({ type: 'removal-undone' });
      keeper.change(run.id, { removedMs: undefined });
    },
  };
}
