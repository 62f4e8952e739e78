import { afterEach, expect, it, vi } from 'vitest';
import { defaults } from '../../config/presets.ts';
import type { RunStatus } from '../../session/run_status.ts';
import { initialState, type PageState } from '../../store/page_state.ts';
import type { PageStore } from '../../store/store.ts';
import { askForLastingStorage } from './lasting_storage.ts';

afterEach(() => vi.unstubAllGlobals());

/** A page whose browser keeps its storage already, or says what it answers. */
async function page(storage: object | undefined) {
  let state: PageState = initialState(defaults.strings);
  const listeners = new Set<() => void>();
  const set = (part: Partial<PageState>) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };
  const store = {
    getState: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tellStorage: (lasting: boolean) => set({ lasting }),
  } as unknown as PageStore;
  vi.stubGlobal('navigator', { storage });
  askForLastingStorage(store);
  await Promise.resolve();
  const become = async (status: RunStatus) => {
    set({ progress: { ...state.progress, status } });
    await Promise.resolve();
  };
  return { become, lasting: () => state.lasting };
}

it('asks once, after the first run has finished', async () => {
  const persist = vi.fn(async () => false);
  const { become, lasting } = await page({ persisted: async () => false, persist });
  await become('paused');
  expect(persist).not.toHaveBeenCalled();
  await become('finished');
  await become('running');
  await become('finished');
  expect(persist).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(lasting()).toBe(false));
});

it('does not ask where the browser keeps its storage already, and says so', async () => {
  const persist = vi.fn(async () => true);
  const { become, lasting } = await page({ persisted: async () => true, persist });
  await vi.waitFor(() => expect(lasting()).toBe(true));
  await become('finished');
  expect(persist).not.toHaveBeenCalled();
});

it('says nothing where the browser has no such question', async () => {
  const { become, lasting } = await page(undefined);
  await become('finished');
  expect(lasting()).toBeUndefined();
});
