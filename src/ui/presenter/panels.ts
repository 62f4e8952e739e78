// The panels of a page: what is marked `data-panel`. One is shown at a time: it gets `data-presented`, and all between
// it and the page's root `data-presenter-path`; the style sheet hides what stands beside them.

/** Where several panels exist, the room wants this one first. */
const FIRST = 'frontier';

/** In the order of the document, but the frontier first; panels inside a panel belong to it. */
export function panelsOf(root: HTMLElement): HTMLElement[] {
  const all = [...root.querySelectorAll<HTMLElement>('[data-panel]')].filter(
    (panel) => !panel.parentElement?.closest('[data-panel]') && !panel.closest('[hidden], dialog'),
  );
  return all.toSorted((a, b) => Number(b.dataset.panel === FIRST) - Number(a.dataset.panel === FIRST));
}

/** Its title of its own for the room, else its name for screen readers or its heading. */
export function titleOf(panel: HTMLElement): string {
  const heading = wordsOf(panel.querySelector('h2, h3'));
  return panel.dataset.panelTitle ?? panel.getAttribute('aria-label') ?? heading ?? panel.dataset.panel ?? '';
}

/** Without the notes that explain its words. */
function wordsOf(heading: Element | null): string | undefined {
  const copy = heading?.cloneNode(true) as Element | undefined;
  for (const note of copy?.querySelectorAll('[role="tooltip"]') ?? []) note.remove();
  return copy?.textContent ?? undefined;
}

export function clearStage(root: HTMLElement): void {
  root.removeAttribute('data-presenter-path');
  for (const element of root.querySelectorAll('[data-presented], [data-presenter-path]')) {
    element.removeAttribute('data-presented');
    element.removeAttribute('data-presenter-path');
  }
}

export function putOnStage(root: HTMLElement, panel: HTMLElement): void {
  if (panel.hasAttribute('data-presented')) return;
  clearStage(root);
  panel.setAttribute('data-presented', '');
  for (let element = panel.parentElement; element; element = element.parentElement) {
    element.setAttribute('data-presenter-path', '');
    if (element === root) break;
  }
}
