// Turns presenter mode on and off: `data-presenter` on <html>, and `?present` in the address, so that a link starts it.

const KEY = 'present';

export function present(on: boolean): void {
  const { dataset } = document.documentElement;
  if (on) dataset.presenter = '';
  else delete dataset.presenter;
  const query = new URLSearchParams(location.search);
  if (on) query.set(KEY, '');
  else query.delete(KEY);
  const search = query.size > 0 ? `?${query}` : '';
  history.replaceState(history.state, '', `${location.pathname}${search}${location.hash}`);
}

export function restorePresenter(): void {
  if (new URLSearchParams(location.search).has(KEY)) document.documentElement.dataset.presenter = '';
}
