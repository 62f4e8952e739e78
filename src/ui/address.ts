// Keeps the config in the address's query, so that a link reproduces the run. The hash names the tab.
import { withSeat } from '../config/class_link.ts';
import { defaults } from '../config/presets.ts';
import { PAGE_KEYS, queryText, readUrl, SWEEP_KEYS, writeUrl } from '../config/url.ts';
import type { ValidatedConfig } from '../config/validate.ts';
import type { BackendName } from '../session/protocol.ts';
import { BACKEND_NAMES } from '../session/run_status.ts';
import { quoted } from '../settings/parse.ts';
import type { PageStore } from '../store/store.ts';
import type { TaskName } from '../tasks/task.ts';
import type { Storage } from '../worker/webgpu_backend.ts';
import { addressHash, addressQuery, replaceAddress } from './link/address_query.ts';

/** The task of a first visit: text that a reader can judge. Exact figures need the small one. */
const VISITED: TaskName = 'tldr';

const isOfSweep = (key: string) => (SWEEP_KEYS as readonly string[]).includes(key);

/** An address without settings is a first visit's; a sweep is over settings. */
export function configFromAddress(): ValidatedConfig & { readonly isVisit: boolean } {
  const keys = [...new URLSearchParams(addressQuery()).keys()];
  const hasSettings = keys.some((key) => isOfSweep(key) || !PAGE_KEYS.includes(key));
  const isVisit = !hasSettings && !addressHash().startsWith('#exact');
  const read = readUrl(withSeat(addressQuery()));
  return { ...read, isVisit, config: isVisit ? defaults[VISITED] : read.config };
}

const STORAGES: readonly Storage[] = ['f32', 'f16'];

const requestedBackend = () => new URLSearchParams(addressQuery()).get('backend');

/** `?backend=webgpu` names the backend; absent or unknown: the best available. */
export function backendFromAddress(): BackendName | undefined {
  const requested = requestedBackend();
  return BACKEND_NAMES.find((name) => name === requested);
}

const requestedStorage = () => new URLSearchParams(addressQuery()).get('storage');

/** `?storage=f16` halves the memory of weights and activations on GPUs with shader-f16. */
export function storageFromAddress(): Storage | undefined {
  const requested = requestedStorage();
  return STORAGES.find((name) => name === requested);
}

/** Sentences about a backend or a number format that does not exist. */
export function backendProblems(): string[] {
  const [backend, storage] = [requestedBackend(), requestedStorage()];
  const problems: string[] = [];
  if (backend !== null && !backendFromAddress())
    problems.push(`invalid backend: ${quoted(backend)} (expected ${BACKEND_NAMES.join(', ')})`);
  if (storage !== null && !storageFromAddress())
    problems.push(`invalid storage: ${quoted(storage)} (expected ${STORAGES.join(' or ')})`);
  return problems;
}

/** A link to a sweep opens its page. */
export function showSweepOfAddress(): void {
  if (addressHash() === '' && [...new URLSearchParams(addressQuery()).keys()].some(isOfSweep))
    replaceAddress(addressQuery(), '#sweep');
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
    const ofPage = [...new URLSearchParams(addressQuery())].filter(
      ([key]) => PAGE_KEYS.includes(key) && (isSame || !isOfSweep(key)),
    );
    const query = new URLSearchParams([...new URLSearchParams(writeUrl(draft)), ...ofPage]);
    replaceAddress(query.size > 0 ? `?${queryText(query)}` : '');
  });
}
