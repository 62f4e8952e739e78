// React's binding of the page's store: components read a slice and redraw only when that slice changes.
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { type PageState, type Run, shownRun } from '../../store/page_state.ts';
import type { PageStore } from '../../store/store.ts';

export const StoreContext = createContext<PageStore | undefined>(undefined);

export function useActions(): PageStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error('no store: render inside StoreContext');
  return store;
}

/** `select` must return the same object for the same state. */
export function usePage<T>(select: (state: PageState) => T): T {
  return useStore(useActions(), select);
}

/** The current run, now or as it was. */
export const useCurrentRun = (): Run | undefined => usePage(shownRun);
