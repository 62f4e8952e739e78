// The lessons in their order, as an address names them.

export const LESSON_NAMES = ['frontier', 'hacking', 'samples', 'bridges'] as const;
export type LessonName = (typeof LESSON_NAMES)[number];

export const isLessonName = (name: string): name is LessonName =>
  (LESSON_NAMES as readonly string[]).includes(name);
