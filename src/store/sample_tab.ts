// A tab as the page's store sees it, over a store in memory, for the store's tests.
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { memoryRuns } from '../storage/runs/memory_runs.ts';
import type { OpenSetup } from './own_runs.ts';
import { RunKeeper } from './run_keeper.ts';
import { evaluationEvent, stepEvent } from './sample_events.ts';
import { samplePiece } from './sample_pieces.ts';
import { createPageStore } from './store.ts';

let keys = 0;

/** A tab. Tabs that share the store and the locks are of one browser. */
export function openTab(
  store = memoryRuns(),
  locks = new Set<string>(),
  config: RunConfig = defaults.strings,
  openOwnFiles?: OpenSetup,
) {
  const commands: Command[] = [];
  let emit: (event: WorkerEvent) => void = () => {};
  let keeper: RunKeeper;
  const page = createPageStore({
    config,
    connect: (onEvent) => {
      emit = onEvent;
      return { send: (command) => commands.push(command), openOwnFiles };
    },
    schedule: (task) => task(),
    keeper: (act) => {
      keeper = new RunKeeper({
        store,
        claim: async (key) => {
          if (locks.has(key)) return undefined;
          locks.add(key);
          return { release: () => locks.delete(key) };
        },
        claimed: async () => [...locks],
        act,
        tell: () => {},
        newKey: () => `abcdef${(keys++).toString(16).padStart(4, '0')}`,
      });
      return keeper;
    },
  });
  const say = (event: WorkerEvent) => emit(event);
  const status = (name: 'loading' | 'paused' | 'running' | 'failed', runId = page.getState().currentRunId) =>
    say({ type: 'status', runId, status: name, phase: 'sample', step: 2, round: 1, totalSteps: 20 });
  const current = () => page.getState().currentRunId;
  return {
    page,
    commands,
    say,
    status,
    keeper: keeper!,
    begin: (asked: boolean) => page.begin(asked, new Promise(() => {})),
    ids: () => page.getState().runs.map(({ id }) => id),
    /** Trains the current run for some pieces. */
    async train(pieces = 1) {
      status('running');
      for (let index = 0; index < pieces; index++) {
        const { step } = samplePiece(index);
        say(stepEvent(current(), step - 1));
        say(stepEvent(current(), step));
        say(evaluationEvent(current(), step));
        say({ type: 'piece', runId: current(), piece: samplePiece(index) });
      }
      status('paused');
      await keeper.settled();
    },
  };
}

/** A browser with one run of three pieces in a tab that is gone. */
export async function returningTab() {
  const [store, locks] = [memoryRuns(), new Set<string>()];
  const first = openTab(store, locks);
  first.page.restart();
  await first.train(3);
  locks.clear();
  const tab = openTab(store, locks);
  return { store, locks, tab };
}
