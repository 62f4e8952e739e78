// Tells when the root's font size may have changed: presenter mode came or went, or the window's size did.
import { subscribeToPresenting } from './presenting.ts';

export function subscribeToResizedText(onChange: () => void): () => void {
  const leave = subscribeToPresenting(onChange);
  addEventListener('resize', onChange);
  return () => {
    leave();
    removeEventListener('resize', onChange);
  };
}
