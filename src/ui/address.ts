// Keeps the config in the address's query, so that a link reproduces the run. The hash names the tab.
import { defaults } from '../config/presets.ts';
import { PAGE_KEYS, queryText, readUrl, SWEEP_KEYS, writeUrl } from '../config/url.ts';
import type { ValidatedConfig } from '../config/validate.ts';
import type { BackendName } from '../session/protocol.ts';
import { BACKEND_NAMES } from '../session/run_status.ts';
import { quoted } from '../settings/parse.ts';
import type { PageStore } from '../store/store.ts';
import type { TaskName } from '../tasks/task.ts';

/** The task of a first visit: text that a reader can judge. Exact figures need the small one. */
const VISITED: TaskName = 'tldr';

const isOfSweep = (key: string) => (SWEEP_KEYS as readonly string[]).includes(key);

/** An address without settings is a first visit's; a sweep is over settings. */
export function configFromAddress(): ValidatedConfig & { readonly isVisit: boolean } {
  const keys = [...new URLSearchParams(location.search).keys()];
  const hasSettings = keys.some((key) => isOfSweep(key) || !PAGE_KEYS.includes(key));
  const isVisit = !hasSettings && !location.hash.startsWith('#exact');
  const read = readUrl(location.search);
  return { ...read, isVisit, config: isVisit ? defaults[VISITED] : read.config };
}

const requestedBackend = () => new URLSearchParams(location.search).get('backend');

/** `?backend=webgpu` names the backend; absent or unknown: the best available. */
export function backendFromAddress(): BackendName | undefined {
  const requested = requestedBackend();
  return BACKEND_NAMES.find((name) => name === requested);
}

/** A sentence about a backend that does not exist. */
export function backendProblems(): string[] {
  const requested = requestedBackend();
  if (requested === null || backendFromAddress()) return [];
  return [`invalid backend: ${quoted(requested)} (expected ${BACKEND_NAMES.join(', ')})`];
}

/** `?storage=f16` halves the memory of weights and activations on GPUs with shader-f16. */
export function storageFromAddress(): 'f16' | undefined {
  return new URLSearchParams(location.search).get('storage') === 'f16' ? 'f16' : undefined;
}

/** A link to a sweep opens its page. */
export function showSweepOfAddress(): void {
  if (location.hash === '' && [...new URLSearchParams(location.search).keys()].some(isOfSweep))
    history.replaceState(history.state, '', `${location.search}#sweep`);
}

/**
 * Replaces the query whenever the drafted config changes, without adding to the history. Keys of the page stay. A sweep
 * goes: it would be one over other settings.
 */
export function keepAddressInStep(store: PageStore): void {
  let written = store.getState().draft;
  store.subscribe(() => {
    const { draft } = store.getState();
    if (draft === written) return;
    const isSame = writeUrl(draft) === writeUrl(written);
    written = draft;
    const ofPage = [...new URLSearchParams(location.search)].filter(
      ([key]) => PAGE_KEYS.includes(key) && (isSame || !isOfSweep(key)),
    );
    const query = new URLSearchParams([...new URLSearchParams(writeUrl(draft)), ...ofPage]);
    const search = query.size > 0 ? `?${queryText(query)}` : '';
    history.replaceState(history.state, '', `${location.pathname}${search}${location.hash}`);
  });
}
