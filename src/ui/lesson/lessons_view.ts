// What the page of lessons shows, in its hash: the list, the notes of one (#lessons?notes=frontier), or its worksheet
// (#lessons?worksheet=frontier&seed=7, with `key` for the answers).
import { isLessonName, type LessonName } from '../../lessons/lesson_names.ts';
import { parseSeed } from '../../lessons/worksheet/printed_world.ts';

export type LessonsView =
  | { readonly type: 'list' }
  | { readonly type: 'notes'; readonly lesson: LessonName }
  | {
      readonly type: 'worksheet';
      readonly lesson: LessonName;
      readonly seed: number;
      readonly withKey: boolean;
    };

const FIRST_SEED = 7;

/** The list stands for whatever it cannot read. */
export function readLessonsHash(hash: string): LessonsView {
  const query = new URLSearchParams(hash.split('?')[1] ?? '');
  const notes = query.get('notes') ?? '';
  if (isLessonName(notes)) return { type: 'notes', lesson: notes };
  const lesson = query.get('worksheet') ?? '';
  if (!isLessonName(lesson)) return { type: 'list' };
  const seed = parseSeed(query.get('seed') ?? '') ?? FIRST_SEED;
  return { type: 'worksheet', lesson, seed, withKey: query.has('key') };
}

export function lessonsHash(view: LessonsView): string {
  if (view.type === 'list') return '#lessons';
  if (view.type === 'notes') return `#lessons?notes=${view.lesson}`;
  return `#lessons?worksheet=${view.lesson}&seed=${view.seed}${view.withKey ? '&key' : ''}`;
}
