// Starts the page: reads the address, connects the worker, loads the first run, renders.
import './base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
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
import { lessonProblems } from './frame/lesson_address.ts';
import { keepForOffline } from './frame/service_worker.ts';
import { restoreTheme } from './frame/theme.ts';
import { StoreContext } from './frame/useStore.ts';
import { defineMethodColours } from './methods/method_styles.ts';
import { restorePresenter } from './presenter/presenter_mode.ts';

/** For the list of runs and the last of them: a fresh run waits no longer. */
const RESTORE_PATIENCE_MS = 3000;

trustOwnScripts();
restoreTheme();
restorePresenter();
defineMethodColours();
showSweepOfAddress();
const { config, problems, isVisit } = configFromAddress();
const store = createPageStore({
  config,
  backend: backendFromAddress(),
  problems: [...backendProblems(), ...lessonProblems(), ...problems],
  connect: (onEvent) => createClient(onEvent, storageFromAddress()),
  schedule: (task, delayMs) => setTimeout(task, delayMs),
  keeper: keeperInBrowser,
  readRunFile: readRunFileInWorker,
});
keepAddressInStep(store);
keepForOffline(store);
askForLastingStorage(store);
void store.begin(!isVisit, new Promise((resolve) => setTimeout(resolve, RESTORE_PATIENCE_MS)));
addEventListener('pagehide', store.keep);
addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && store.keep());

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <StoreContext value={store}>
      <App />
    </StoreContext>
  </StrictMode>,
);
