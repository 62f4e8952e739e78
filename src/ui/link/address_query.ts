// The two parts of the address: the query holds the settings, the hash names the tab. A query that is longer than servers
// take goes behind the hash, as #train?look=curves#v=1&task=…, where no server sees it. Both ways are read.

/** Servers take 8 kB of headers, cookies included. */
const MOST_QUERY = 4000;

/** "#train?look=curves", without settings behind it. */
export function addressHash(): string {
  const end = location.hash.indexOf('#', 1);
  return end < 0 ? location.hash : location.hash.slice(0, end);
}

/** "?v=1&task=tldr", or empty. What stands behind the hash is added; what is given twice is read so. */
export function addressQuery(): string {
  const behind = location.hash.slice(addressHash().length + 1);
  if (behind === '') return location.search;
  return location.search === '' ? `?${behind}` : `${location.search}&${behind}`;
}

/** What stands behind the hash, to be put back. */
let long: string | undefined;

/** Replaces the address, without adding to the history. @param query empty, or with its question mark. */
export function replaceAddress(query: string, hash = addressHash()): void {
  long = query.length > MOST_QUERY ? query : undefined;
  const address = long ? `${hash || '#'}#${query.slice(1)}` : `${query}${hash}`;
  history.replaceState(history.state, '', `${location.pathname}${address}`);
}

/** A link to another tab replaces the whole hash. A query that stood behind it comes back. */
export function keepQueryBehindHash(): void {
  if (location.hash.length > addressHash().length) long = addressQuery();
  addEventListener('hashchange', () => {
    if (long && addressQuery() === '') replaceAddress(long);
  });
}
