// The lesson in the address: `?lesson=frontier&step=3` opens it at its third step, and a reload comes back to it.
import { useSyncExternalStore } from 'react';
import { queryText } from '../../config/url.ts';
import { isLessonName, LESSON_NAMES, type LessonName } from '../../lessons/lesson_cards.ts';
import { quoted } from '../../settings/parse.ts';
import { addressQuery, replaceAddress } from '../link/address_query.ts';

const EVENT = 'lesson';

const named = () => new URLSearchParams(addressQuery()).get('lesson');

/** The lesson that the address names; undefined: none that exists. */
function lessonFromAddress(): LessonName | undefined {
  const name = named() ?? '';
  return isLessonName(name) ? name : undefined;
}

/** A sentence about a lesson that does not exist. */
export function lessonProblems(): string[] {
  const name = named();
  return name === null || isLessonName(name)
    ? []
    : [`invalid lesson: ${quoted(name)} (expected ${LESSON_NAMES.join(', ')})`];
}

/** Number of its step, from 1; undefined: where the learner left it. */
export function stepFromAddress(): number | undefined {
  const step = Number(new URLSearchParams(addressQuery()).get('step'));
  return Number.isInteger(step) && step >= 1 ? step : undefined;
}

/** Replaces the lesson of the address; without a name the lesson ends. */
export function showLesson(name?: LessonName, step?: number): void {
  const query = new URLSearchParams(addressQuery());
  query.delete('step');
  query.delete('lesson');
  if (name) query.set('lesson', name);
  if (name && step !== undefined) query.set('step', String(step));
  replaceAddress(query.size > 0 ? `?${queryText(query)}` : '');
  dispatchEvent(new Event(EVENT));
}

function subscribe(onChange: () => void): () => void {
  addEventListener(EVENT, onChange);
  addEventListener('popstate', onChange);
  return () => {
    removeEventListener(EVENT, onChange);
    removeEventListener('popstate', onChange);
  };
}

export const useLesson = (): LessonName | undefined => useSyncExternalStore(subscribe, lessonFromAddress);
