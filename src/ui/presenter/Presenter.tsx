// Presenter mode for a room: P starts it. What it shows loads then.
import { useEffect } from 'react';
import { lazyPart } from '../frame/lazy_part.tsx';
import { usePresenting } from '../frame/presenting.ts';
import { isFree } from './free_key.ts';
import { present } from './presenter_mode.ts';

const PresenterStage = lazyPart(async () => (await import('./PresenterStage.tsx')).PresenterStage);

/** @param rootId id of the element whose panels are shown */
export function Presenter({ rootId }: { readonly rootId: string }) {
  const presenting = usePresenting();
  useEffect(() => {
    if (presenting) return;
    function onKey(event: KeyboardEvent): void {
      if (event.code !== 'KeyP' || !isFree(event)) return;
      event.preventDefault();
      present(true);
    }
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [presenting]);
  return presenting ? <PresenterStage rootId={rootId} /> : null;
}
