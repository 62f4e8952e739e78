// Whether a key is free for the page.
import { TYPED_IN } from '../frame/useShortcuts.ts';

/** No field takes the key, and nothing lies over the page. */
export function isFree({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  if (target instanceof Element && target.closest(TYPED_IN)) return false;
  return document.querySelector('dialog[open], :popover-open') === null;
}
