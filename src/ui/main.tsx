// Starts the page: reads the address, connects the worker, loads the first run, renders.
import './base.css';
import './table.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import { createPageStore } from '../store/store.ts';
import { createClient } from '../worker/client.ts';
import { readRunFileInWorker } from '../worker/run_file_client.ts';
import { trustOwnScripts } from '../worker/trusted_scripts.ts';
import { App } from './App.tsx';
import {
  backendFromAddress,
  backendProblems,
  configFromAddress,
  keepAddressInStep,
  showSweepOfAddress,
  storageFromAddress,
} from './address.ts';
import { keeperInBrowser } from './frame/keeper_in_browser.ts';
import { askForLastingStorage } from './frame/lasting_storage.ts';
import { keepForOffline } from './frame/service_worker.ts';
import { restoreTheme } from './frame/theme.ts';
import { StoreContext } from './frame/useStore.ts';
import { GPU_FAILED, GpuMark } from './gpu_mark.ts';
import { keepQueryBehindHash } from './link/address_query.ts';
import { classLinkProblems, lockedSettings } from './link/class_link.ts';
import { defineMethodColours } from './methods/method_styles.ts';
import { restorePresenter } from './presenter/presenter_mode.ts';
import { loadRecordedRun, STILL_TASK } from './stage/recorded_runs.ts';

/** For the list of runs and the last of them: a fresh run waits no longer. */
const RESTORE_PATIENCE_MS = 3000;

trustOwnScripts();
keepQueryBehindHash();
restoreTheme();
restorePresenter();
defineMethodColours();
showSweepOfAddress();
const { config, problems, isVisit } = configFromAddress();
const gpu = new GpuMark();
const startsOnCpu = gpu.failedBefore && backendFromAddress() === undefined;
const store = createPageStore({
  config,
  backend: backendFromAddress() ?? (gpu.failedBefore ? 'cpu' : undefined),
  linkProblems: [...backendProblems(), ...classLinkProblems(), ...problems],
  problems: startsOnCpu ? [GPU_FAILED] : [],
  connect(onEvent) {
    const told = (event: WorkerEvent) => {
      gpu.take(event);
      onEvent(event);
    };
    const client = createClient(told, storageFromAddress());
    const send = (command: Command) => {
      gpu.sent(command);
      client.send(command);
    };
    return { send, openOwnFiles: client.openOwnFiles };
  },
  schedule: (task, delayMs) => setTimeout(task, delayMs),
  keeper: keeperInBrowser,
  readRunFile: readRunFileInWorker,
  locked: lockedSettings,
});
keepAddressInStep(store);
keepForOffline(store);
askForLastingStorage(store);
void store.begin(!isVisit, new Promise((resolve) => setTimeout(resolve, RESTORE_PATIENCE_MS)));
addEventListener('pagehide', () => {
  gpu.leave();
  store.keep();
});
addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && store.keep());

const render = () =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <StoreContext value={store}>
        <App />
      </StoreContext>
    </StrictMode>,
  );
if (store.getState().draft.task === STILL_TASK) void loadRecordedRun(STILL_TASK).then(render);
else render();
