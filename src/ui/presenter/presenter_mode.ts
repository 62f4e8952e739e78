// Turns presenter mode on and off: `data-presenter` on <html>, and `?present` in the address, so that a link starts it.
import { addressQuery, replaceAddress } from '../link/address_query.ts';

const KEY = 'present';

export function present(on: boolean): void {
  const { dataset } = document.documentElement;
  if (on) dataset.presenter = '';
  else delete dataset.presenter;
  const query = new URLSearchParams(addressQuery());
  if (on) query.set(KEY, '');
  else query.delete(KEY);
  replaceAddress(query.size > 0 ? `?${query}` : '');
}

export function restorePresenter(): void {
  if (new URLSearchParams(addressQuery()).has(KEY)) document.documentElement.dataset.presenter = '';
}
