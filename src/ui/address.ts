// The settings live in the address's query, so that a link hands out the run; the hash keeps the tab.
import { readUrl, writeUrl } from '../config/url.ts';
import type { ValidatedConfig } from '../config/validate.ts';
import type { PageStore } from '../store/store.ts';

export const configFromAddress = (): ValidatedConfig => readUrl(location.search);

/** Replaces the query whenever the drafted settings change, without adding to the history. */
export function keepAddressInStep(store: PageStore): void {
  let written = store.getState().draft;
  store.subscribe(() => {
    const { draft } = store.getState();
    if (draft === written) return;
    written = draft;
    history.replaceState(history.state, '', `${location.pathname}${writeUrl(draft)}${location.hash}`);
  });
}
