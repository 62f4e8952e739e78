// The lesson that the address names: `?lesson=frontier&step=3`. Whether there is such a lesson is known once its code is
// there (src/ui/lesson/show_lesson.ts).
import { useSyncExternalStore } from 'react';
import { addressQuery } from '../link/address_query.ts';

export const LESSON_EVENT = 'lesson';

const named = (): string | undefined => new URLSearchParams(addressQuery()).get('lesson') ?? undefined;

function subscribe(onChange: () => void): () => void {
  addEventListener(LESSON_EVENT, onChange);
  addEventListener('popstate', onChange);
  return () => {
    removeEventListener(LESSON_EVENT, onChange);
    removeEventListener('popstate', onChange);
  };
}

export const useLesson = (): string | undefined => useSyncExternalStore(subscribe, named);
