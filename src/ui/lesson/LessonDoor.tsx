// Where a lesson begins on the page: its strip loads when the address names a lesson.
import { lazyPart } from '../frame/lazy_part.tsx';
import { useLesson } from '../frame/lesson_address.ts';

const NamedLesson = lazyPart(async () => (await import('./LessonStrip.tsx')).NamedLesson);

export function LessonDoor() {
  const name = useLesson();
  return name ? <NamedLesson key={name} name={name} /> : null;
}
