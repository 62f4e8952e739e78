// Puts a lesson and its step into the address; a reload comes back to them.
import { queryText } from '../../config/url.ts';
import type { LessonName } from '../../lessons/lesson_names.ts';
import { LESSON_EVENT } from '../frame/lesson_address.ts';
import { addressQuery, replaceAddress } from '../link/address_query.ts';

/** Number of the lesson's step in the address, from 1; undefined: where the learner left it. */
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
  dispatchEvent(new Event(LESSON_EVENT));
}
