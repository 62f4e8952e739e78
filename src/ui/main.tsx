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
import { keepForOffline } from './frame/service_worker.ts';
import { restoreTheme } from './frame/theme.ts';
import { StoreContext } from './frame/useStore.ts';
import { defineMethodColours } from './methods/method_styles.ts';
import { restorePresenter } from './presenter/presenter_mode.ts';

trustOwnScripts();
restoreTheme();
restorePresenter();
defineMethodColours();
const { config, problems } = configFromAddress();
const store = createPageStore({
  config,
  backend: backendFromAddress(),
  problems: [...backendProblems(), ...problems],
  connect: (onEvent) => createClient(onEvent, storageFromAddress()),
  schedule: (task, delayMs) => setTimeout(task, delayMs),
});
keepAddressInStep(store);
keepForOffline(store);
store.restart();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <StoreContext value={store}>
      <App />
    </StoreContext>
  </StrictMode>,
);
