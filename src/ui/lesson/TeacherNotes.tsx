// Notes for the teacher of one lesson: 45 minutes, and for each step what they will say, what to answer, what to expect.
import { lessonCards } from '../../lessons/lesson_cards.ts';
import type { LessonName } from '../../lessons/lesson_names.ts';
import { lessons } from '../../lessons/lessons.ts';
import styles from './LessonsPage.module.css';
import { lessonsHash } from './lessons_view.ts';

const STRINGS = {
  back: 'All lessons',
  title: (title: string) => `For the teacher: ${title}`,
  lede: 'Numbers are those of one recorded run each, seed 1 on a CPU. Yours will differ a little, and that is worth a word.',
  plan: '45 minutes',
  minutes: (from: number, to: number) => `${from}–${to} min`,
  steps: 'Step by step',
  say: 'They will say',
  answer: 'You may answer',
  expect: 'Expect',
  print: 'Print',
} as const;

export function TeacherNotes({ lesson }: { readonly lesson: LessonName }) {
  const { steps, notes, plan } = lessons[lesson];
  return (
    <article className={styles.paper}>
      <p className={styles.tools}>
        <a href={lessonsHash({ type: 'list' })}>{STRINGS.back}</a>
        <button type="button" className="button" onClick={() => print()}>
          {STRINGS.print}
        </button>
      </p>
      <h2 className={styles.heading}>{STRINGS.title(lessonCards[lesson].title)}</h2>
      <p>{lessonCards[lesson].aim}</p>
      <h3>{STRINGS.plan}</h3>
      <dl className={styles.plan}>
        {plan.map(({ fromMinute, toMinute, text }) => (
          <div key={fromMinute}>
            <dt>{STRINGS.minutes(fromMinute, toMinute)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <h3>{STRINGS.steps}</h3>
      <p className={styles.about}>{STRINGS.lede}</p>
      <ol className={styles.notes}>
        {steps.map(({ id, title, body }) => {
          const note = notes.find(({ step }) => step === id)!;
          return (
            <li key={id}>
              <h4>{title}</h4>
              <p className={styles.about}>{body}</p>
              <dl>
                <div>
                  <dt>{STRINGS.say}</dt>
                  <dd>{note.theySay}</dd>
                </div>
                <div>
                  <dt>{STRINGS.answer}</dt>
                  <dd>{note.answer}</dd>
                </div>
                <div>
                  <dt>{STRINGS.expect}</dt>
                  <dd>{note.expect}</dd>
                </div>
              </dl>
            </li>
          );
        })}
      </ol>
    </article>
  );
}
