// Which names the page uses: plain words, or the paper's. The address keeps the choice as `?terms=paper`.

export type Wording = 'plain' | 'paper';

const KEY = 'terms';
const listeners = new Set<() => void>();

export const currentWording = (): Wording =>
  new URLSearchParams(location.search).get(KEY) === 'paper' ? 'paper' : 'plain';

export function chooseWording(wording: Wording): void {
  const query = new URLSearchParams(location.search);
  if (wording === 'paper') query.set(KEY, wording);
  else query.delete(KEY);
  const search = query.size > 0 ? `?${query}` : '';
  history.replaceState(history.state, '', `${location.pathname}${search}${location.hash}`);
  for (const listener of listeners) listener();
}

export function subscribeToWording(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}
