// Keeps the page's view in the hash, so that links, the back button and reload preserve it.
import { useSyncExternalStore } from 'react';
import { addressHash } from '../link/address_query.ts';

const PAGES = [
  'train',
  'variance',
  'exact',
  'reproduce',
  'own',
  'sweep',
  'lessons',
  'class',
  'benchmark',
] as const;
export type PageName = (typeof PAGES)[number];

export const currentPage = (): PageName =>
  PAGES.find((name) => `#${name}` === addressHash().split('?')[0]) ?? 'train';

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

export const useHashPage = (): PageName => useSyncExternalStore(subscribe, currentPage);
