// Starts the page: reads the address, connects the worker, loads the first run, renders.
import './base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createPageStore } from '../store/store.ts';
import { createClient } from '../worker/client.ts';
import { trustOwnScripts } from '../worker/trusted_scripts.ts';
import { App } from './App.tsx';
import {
  backendFromAddress,
  backendProblems,
  configFromAddress,
  keepAddressInStep,
  storageFromAddress,
} from './address.ts';
import { keeperInBrowser } from './frame/keeper_in_browser.ts';
import { keepForOffline } from './frame/service_worker.ts';
import { restoreTheme } from './frame/theme.ts';
import { StoreContext } from './frame/useStore.ts';
import { defineMethodColours } from './methods/method_styles.ts';
import { restorePresenter } from './presenter/presenter_mode.ts';

const RESTORE_PATIENCE_MS = 1000;

trustOwnScripts();
restoreTheme();
restorePresenter();
defineMethodColours();
const { config, problems, isVisit } = configFromAddress();
const store = createPageStore({
  config,
  backend: backendFromAddress(),
  problems: [...backendProblems(), ...problems],
  connect: (onEvent) => createClient(onEvent, storageFromAddress()),
  schedule: (task, delayMs) => setTimeout(task, delayMs),
  keeper: keeperInBrowser,
});
keepAddressInStep(store);
keepForOffline(store);
void begin();

/** Runs of earlier visits come first, unless the browser takes long to find them. */
async function begin(): Promise<void> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, RESTORE_PATIENCE_MS));
  await Promise.race([store.restoreRuns().catch(() => {}), patience]);
  await store.begin(!isVisit);
}
addEventListener('pagehide', store.keep);
addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && store.keep());

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <StoreContext value={store}>
      <App />
    </StoreContext>
  </StrictMode>,
);
