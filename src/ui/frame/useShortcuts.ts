// Shortcuts: Space plays or pauses, Right steps, Shift+Right finishes the phase, R resets. The focused element keeps
// the keys that it handles itself (text, sliders, buttons).
import { useEffect } from 'react';
import { useActions } from './useStore.ts';

/** Elements that take letters and arrows themselves. */
export const TYPED_IN = 'input, select, textarea, [contenteditable], [role="slider"]';
const PRESSED = 'button, a, summary';

export function useShortcuts(): void {
  const store = useActions();
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const target = event.target instanceof Element ? event.target : undefined;
      if (target?.closest(TYPED_IN)) return;
      const { progress, playRequested } = store.getState();
      const canAdvance = progress.status === 'ready' || progress.status === 'paused';
      if (event.code === 'Space' && !target?.closest(PRESSED)) {
        if (progress.status === 'running' || playRequested) store.pause();
        else store.play();
      } else if (event.code === 'ArrowRight' && canAdvance && !target?.closest('[tabindex="0"]')) {
        store.advance(event.shiftKey ? 'phase' : 'step');
      } else if (event.code === 'KeyR' && !event.shiftKey) {
        store.restart();
      } else return;
      event.preventDefault();
    }
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [store]);
}
