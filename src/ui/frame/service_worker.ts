// Keeps the page for a time without a network, and offers a new version. The build writes the service worker itself:
// `scripts/lib/offline.mjs`. It replaces nothing before the visitor agrees.
import { createStore } from 'zustand/vanilla';
import type { PageStore } from '../../store/store.ts';
import { isServedByClass } from './class_address.ts';

export interface UpdateState {
  /** The new version, which waits. */
  readonly waiting?: ServiceWorker;
  /** Further tabs that show the old version, counted when the visitor agreed. */
  readonly otherTabs: number;
}

export const updates = createStore<UpdateState>(() => ({ otherTabs: 0 }));

const SCRIPT = 'sw.js';
/** Every open page holds it. Another playground on the same host has another. */
const lockName = () => `open page of ${new URL('.', document.baseURI).pathname}`;

/** A tab of the old version would miss the files that it has not loaded yet. */
async function countOtherTabs(): Promise<number> {
  const held = (await navigator.locks?.query())?.held ?? [];
  return Math.max(0, held.filter(({ name }) => name === lockName()).length - 1);
}

async function register(): Promise<void> {
  // Locks can be forbidden with the rest of the storage.
  navigator.locks?.request(lockName(), { mode: 'shared' }, () => new Promise(() => {})).catch(() => {});
  try {
    const registration = await navigator.serviceWorker.register(SCRIPT);
    const offer = () => {
      if (registration.waiting && registration.active)
        updates.setState({ waiting: registration.waiting, otherTabs: 0 });
    };
    offer();
    registration.addEventListener('updatefound', () =>
      registration.installing?.addEventListener('statechange', offer),
    );
  } catch {
    // Storage can be forbidden or full. The page then needs a network, as before.
  }
}

/** Begins once the page is usable and idle, so that a first visit waits for nothing. */
export function keepForOffline(store: PageStore): void {
  // A framed page is a guest, and asks the server each time who may frame it.
  const possible = import.meta.env.PROD && 'serviceWorker' in navigator && window.top === window;
  // Each class has an address of its own, which nobody visits again.
  if (!possible || isServedByClass()) return;
  const unsubscribe = store.subscribe(() => {
    if (store.getState().progress.status === 'loading') return;
    unsubscribe();
    if ('requestIdleCallback' in window) requestIdleCallback(() => void register());
    else setTimeout(() => void register(), 1000);
  });
}

/** The visitor has agreed: reloads with the new version, unless another tab still needs the old one. */
export async function startNewVersion(): Promise<void> {
  const { waiting } = updates.getState();
  const otherTabs = await countOtherTabs();
  updates.setState({ otherTabs });
  if (otherTabs > 0 || !waiting) return;
  waiting.addEventListener('statechange', () => {
    if (waiting.state === 'activated') location.reload();
  });
  waiting.postMessage({ type: 'SKIP_WAITING' });
}

export const keepOldVersion = (): void => updates.setState({ waiting: undefined });
