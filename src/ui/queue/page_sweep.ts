// The page's single sweep. It outlives the view, so a change of tab loses nothing. The address has its definition.
import type { RunConfig } from '../../config/schema.ts';
import { PAGE_KEYS, queryText, SWEEP_KEYS, writeUrl } from '../../config/url.ts';
import type { Sweep } from '../../experiments/sweep/sweep.ts';
import { sweepTexts } from '../../experiments/sweep/text.ts';
import type { BackendName } from '../../session/protocol.ts';
import { Sweeping } from '../../store/sweeping.ts';
import { addressQuery, replaceAddress } from '../link/address_query.ts';
import { computeOn, memoryOf, queueOptions } from './experiment_queue.ts';

const MEMORY_KEY = 'sweeps';
let pageSweep: Sweeping | undefined;

/** @param backend the page's; undefined: the best available. */
export function openSweeping(backend: BackendName | undefined): Sweeping {
  computeOn(backend);
  if (pageSweep) return pageSweep;
  const opened: Sweeping = new Sweeping({ ...queueOptions(() => opened), memory: memoryOf(MEMORY_KEY) });
  pageSweep = opened;
  void opened.open(addressQuery());
  return opened;
}

function replaceQuery(parameters: URLSearchParams): void {
  replaceAddress(`?${queryText(parameters)}`);
}

/** Puts a sweep over the drafted settings into the address, and shows its page. */
export function goToSweep(sweep: Sweep, draft: RunConfig): void {
  const ofPage = [...new URLSearchParams(addressQuery())].filter(([key]) => PAGE_KEYS.includes(key));
  const parameters = new URLSearchParams([...new URLSearchParams(writeUrl(draft)), ...ofPage]);
  for (const [key, text] of Object.entries(sweepTexts(sweep))) parameters.set(key, text);
  replaceQuery(parameters);
  location.hash = 'sweep';
}

/** The address then has no sweep: the one that is shown is over other settings than its own. */
export function forgetAddressedSweep(): void {
  const parameters = new URLSearchParams(addressQuery());
  for (const key of SWEEP_KEYS) parameters.delete(key);
  replaceQuery(parameters);
}
