// The tabs below the stage. The address keeps the chosen one: #train?look=curves.
import { useSyncExternalStore } from 'react';
import { addressHash, addressQuery, replaceAddress } from '../link/address_query.ts';

export const INSIGHTS = ['weights', 'curves', 'samples', 'method', 'bridges', 'reward', 'human'] as const;
export type Insight = (typeof INSIGHTS)[number];

const EVENT = 'hashchange';

function current(): Insight {
  const [page, query] = addressHash().split('?');
  const named = page === '#train' ? new URLSearchParams(query).get('look') : null;
  return INSIGHTS.find((name) => name === named) ?? 'weights';
}

export function choose(insight: Insight): void {
  replaceAddress(addressQuery(), `#train?look=${insight}`);
  dispatchEvent(new Event(EVENT));
}

function subscribe(onChange: () => void): () => void {
  addEventListener(EVENT, onChange);
  return () => removeEventListener(EVENT, onChange);
}

export const useInsight = (): Insight => useSyncExternalStore(subscribe, current);
