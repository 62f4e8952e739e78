// Whether the page is in presenter mode: `data-presenter` on <html>, which style sheets read too.
import { useSyncExternalStore } from 'react';

export const isPresenting = (): boolean => document.documentElement.dataset.presenter !== undefined;

export function subscribeToPresenting(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-presenter'] });
  return () => observer.disconnect();
}

export const usePresenting = (): boolean => useSyncExternalStore(subscribeToPresenting, isPresenting);
