// A page for component tests: the store is the real one, and the test plays the worker.
import type { ReactNode } from 'react';
import { render } from 'vitest-browser-react';
import '../base.css';
import '../table.css';
import { defaults } from '../../config/presets.ts';
import type { RunConfig } from '../../config/schema.ts';
import type { Command, WorkerEvent } from '../../session/protocol.ts';
import { createPageStore } from '../../store/store.ts';
import { StoreContext } from './useStore.ts';

/** Renders inside a page whose first run is loaded and ready. */
export async function renderOnPage(children: ReactNode, config: RunConfig = defaults.strings) {
  const commands: Command[] = [];
  let say: (event: WorkerEvent) => void = () => {};
  const store = createPageStore({
    config,
    connect: (onEvent) => {
      say = onEvent;
      return { send: (command) => commands.push(command) };
    },
    schedule: (task) => task(),
  });
  store.restart();
  say({ type: 'status', runId: 1, status: 'ready', phase: 'sample', step: 0, round: 0, totalSteps: 10 });
  commands.length = 0;
  const screen = await render(<StoreContext value={store}>{children}</StoreContext>);
  return { screen, store, commands, say: (event: WorkerEvent) => say(event) };
}
