// Which names the page uses: plain words, or the paper's. The address keeps the choice as `?terms=paper`.
import { addressQuery, replaceAddress } from '../link/address_query.ts';

export type Wording = 'plain' | 'paper';

const KEY = 'terms';
const listeners = new Set<() => void>();

export const currentWording = (): Wording =>
  new URLSearchParams(addressQuery()).get(KEY) === 'paper' ? 'paper' : 'plain';

export function chooseWording(wording: Wording): void {
  const query = new URLSearchParams(addressQuery());
  if (wording === 'paper') query.set(KEY, wording);
  else query.delete(KEY);
  replaceAddress(query.size > 0 ? `?${query}` : '');
  for (const listener of listeners) listener();
}

export function subscribeToWording(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}
