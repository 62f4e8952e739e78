// The page of lessons: what there is, how far this learner has come, notes for the teacher, and worksheets.
import { useSyncExternalStore } from 'react';
import { lessonCards } from '../../lessons/lesson_cards.ts';
import { LESSON_NAMES, type LessonName } from '../../lessons/lesson_names.ts';
import { lessons } from '../../lessons/lessons.ts';
import { useLesson } from '../frame/lesson_address.ts';
import { usePage } from '../frame/useStore.ts';
import { addressHash } from '../link/address_query.ts';
import styles from './LessonsPage.module.css';
import { progressOf } from './lesson_progress.ts';
import { lessonsHash, readLessonsHash } from './lessons_view.ts';
import { showLesson } from './show_lesson.ts';
import { TeacherNotes } from './TeacherNotes.tsx';
import { WorksheetPage } from './WorksheetPage.tsx';

const STRINGS = {
  lede: 'Short lessons that check what you did, and answer with your own numbers. Nothing is graded, and nothing leaves this browser.',
  about: (steps: number, minutes: number) => `${steps} steps, about ${minutes} minutes`,
  begin: 'Begin',
  goOn: 'Go on',
  again: 'Open again',
  notes: 'Notes for the teacher',
  worksheet: 'Worksheet',
  progress: (done: number, all: number, skipped: number) =>
    `${done} of ${all} steps done${skipped > 0 ? `, ${skipped} skipped` : ''}`,
} as const;

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

export function LessonsPage() {
  const hash = useSyncExternalStore(subscribe, addressHash);
  const view = readLessonsHash(hash);
  if (view.type === 'notes') return <TeacherNotes lesson={view.lesson} />;
  if (view.type === 'worksheet') return <WorksheetPage key={hash} view={view} />;
  return (
    <>
      <p className="page-lede">{STRINGS.lede}</p>
      <ul className={styles.lessons}>
        {LESSON_NAMES.map((name) => (
          <Card key={name} name={name} />
        ))}
      </ul>
    </>
  );
}

function Card({ name }: { readonly name: LessonName }) {
  const { title, aim, minutes } = lessonCards[name];
  const { steps } = lessons[name];
  const isOpen = useLesson() === name;
  const live = usePage((state) => state.learning.passed);
  const passed = Object.values(isOpen ? live : (progressOf(name)?.passed ?? {}));
  const skipped = passed.filter(({ how }) => how === 'skipped').length;
  const done = passed.length - skipped;
  const begin = () => {
    showLesson(name);
    // A first step shows the stage.
    location.hash = '#train';
  };
  return (
    <li className="card">
      <h2 className="card-title">{title}</h2>
      <p className="card-lede">{aim}</p>
      <p className={styles.about}>
        {STRINGS.about(steps.length, minutes)}
        {passed.length > 0 && <> · {STRINGS.progress(done, steps.length, skipped)}</>}
      </p>
      <p className={styles.actions}>
        <button type="button" className="button primary" onClick={begin}>
          {passed.length === 0 ? STRINGS.begin : done < steps.length ? STRINGS.goOn : STRINGS.again}
        </button>
        <a href={lessonsHash({ type: 'notes', lesson: name })} aria-label={`${STRINGS.notes}: ${title}`}>
          {STRINGS.notes}
        </a>
        <a
          href={lessonsHash({ type: 'worksheet', lesson: name, seed: 7, withKey: false })}
          aria-label={`${STRINGS.worksheet}: ${title}`}
        >
          {STRINGS.worksheet}
        </a>
      </p>
    </li>
  );
}
