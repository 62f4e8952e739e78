// The strip of an open lesson: where it stands, what to do, what is asked, and the answer with the learner's own numbers.
// Below the header; on a phone a sheet at the bottom. Page keys turn the steps.
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { LessonStep } from '../../lessons/lesson.ts';
import { lessonCards } from '../../lessons/lesson_cards.ts';
import { isLessonName, LESSON_NAMES, type LessonName } from '../../lessons/lesson_names.ts';
import { lessons } from '../../lessons/lessons.ts';
import { quoted } from '../../settings/parse.ts';
import { Icon } from '../frame/Icon.tsx';
import { lazyPart } from '../frame/lazy_part.tsx';
import { Popover } from '../frame/Popover.tsx';
import { usePresenting } from '../frame/presenting.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { isFree } from '../presenter/free_key.ts';
import { LessonAsk } from './LessonAsk.tsx';
import styles from './LessonStrip.module.css';
import { attendLesson } from './lesson_progress.ts';
import './lesson_marks.css';
import { StepDots } from './StepDots.tsx';
import { StepHelp } from './StepHelp.tsx';
import { showLesson } from './show_lesson.ts';
import { foldedParts, showTarget } from './step_view.ts';
import { type ShownStep, useLessonStep } from './useLessonStep.ts';

const HandIn = lazyPart(async () => (await import('../hand_in/HandIn.tsx')).HandIn);

const STRINGS = {
  unknown: (name: string) => `invalid lesson: ${quoted(name)} (expected ${LESSON_NAMES.join(', ')})`,
  lesson: (title: string) => `Lesson: ${title}`,
  place: (at: number, all: number) => `${at} / ${all}`,
  next: 'Next',
  nextTitle: 'The next step (Page ↓)',
  skip: 'Skip',
  skipTitle: 'Leave this step out; it is shown as skipped (Page ↓)',
  previous: 'Previous step',
  showMe: 'Show me',
  showMeTitle: 'Go to what this step is about',
  handIn: 'Hand in',
  leave: 'Leave the lesson',
  whole: 'Show the whole page',
  fold: 'Fold the lesson',
  unfold: 'Unfold the lesson',
  finished: (done: number, skipped: number) =>
    skipped === 0
      ? `That was the last step: all ${done} done.`
      : `That was the last step: ${done} done, ${skipped} skipped.`,
} as const;

const TURNS: Readonly<Record<string, 1 | -1>> = { PageDown: 1, PageUp: -1 };

/** @param name what the address says; a lesson that does not exist is said, and leaves the address. */
export function NamedLesson({ name }: { readonly name: string }) {
  const store = useActions();
  const isKnown = isLessonName(name);
  useEffect(() => {
    if (isKnown) return;
    store.say(STRINGS.unknown(name));
    showLesson();
  }, [store, name, isKnown]);
  return isKnown ? <Lesson name={name} /> : null;
}

function Lesson({ name }: { readonly name: LessonName }) {
  const store = useActions();
  const isOpen = usePage((state) => state.learning.lesson === name);
  useEffect(() => attendLesson(store, name), [store, name]);
  return isOpen ? <OpenLesson name={name} /> : null;
}

function OpenLesson({ name }: { readonly name: LessonName }) {
  const lesson = lessons[name];
  const shown = useLessonStep(lesson);
  const { step, at, passed, turn } = shown;
  const isLast = at === lesson.steps.length - 1;
  const [wanted, setFolded] = useState<boolean>();
  const isRunning = usePage((state) => state.progress.status === 'running');
  // On a phone the sheet makes room for the dot.
  const folded = wanted ?? isRunning;
  const [whole, setWhole] = useState(false);
  const presenting = usePresenting();
  const stripRef = useMarks(step, whole || presenting);
  usePageKeys(turn);
  return (
    <aside
      ref={stripRef}
      className={styles.strip}
      aria-label={STRINGS.lesson(lessonCards[name].title)}
      data-target="lesson"
      data-folded={folded}
    >
      <div className={styles.row}>
        <div className={styles.where}>
          <p className={styles.place}>{STRINGS.place(at + 1, lesson.steps.length)}</p>
          <StepDots steps={lesson.steps} at={at} />
        </div>
        <div className={styles.text}>
          <h2 className={styles.title}>{step.title}</h2>
          <p className={styles.body}>{step.body}</p>
        </div>
        <div className={styles.buttons}>
          {foldedParts(step) !== '' && (
            <button
              type="button"
              className={`tool ${styles.whole}`}
              aria-pressed={whole}
              onClick={() => setWhole(!whole)}
            >
              {STRINGS.whole}
            </button>
          )}
          {step.point && step.point !== 'lesson' && (
            <button
              type="button"
              className={`button ${styles.showMe}`}
              title={STRINGS.showMeTitle}
              onClick={() => showTarget(step.point)}
            >
              {STRINGS.showMe}
            </button>
          )}
          <button
            type="button"
            className="button"
            aria-label={STRINGS.previous}
            title={STRINGS.previous}
            disabled={at === 0}
            onClick={() => turn(-1)}
          >
            ◂
          </button>
          {!(isLast && passed) && (
            <button
              type="button"
              className={passed ? 'button primary' : 'button'}
              title={passed ? STRINGS.nextTitle : STRINGS.skipTitle}
              onClick={() => turn(1)}
            >
              {passed ? STRINGS.next : STRINGS.skip}
            </button>
          )}
          <button
            type="button"
            className={`button ${styles.fold}`}
            aria-expanded={!folded}
            aria-label={folded ? STRINGS.unfold : STRINGS.fold}
            onClick={() => setFolded(!folded)}
          >
            {folded ? '▴' : '▾'}
          </button>
          <button
            type="button"
            className="button"
            aria-label={STRINGS.leave}
            title={STRINGS.leave}
            onClick={() => showLesson()}
          >
            <Icon name="close" />
          </button>
        </div>
      </div>
      <More shown={shown} isLast={isLast} />
    </aside>
  );
}

interface MoreProps {
  readonly shown: ShownStep;
  readonly isLast: boolean;
}

/** What the step asks, and what came of it. */
function More({ shown, isLast }: MoreProps) {
  const { step, passed } = shown;
  return (
    <div className={styles.more}>
      <StepHelp key={`${step.id} help`} shown={shown} />
      <LessonAsk key={step.id} shown={shown} />
      <p className={styles.reply} role="status">
        {passed?.reply}
      </p>
      {step.show.includes('hand-in') && (
        <Popover name={STRINGS.handIn} className="button" button={STRINGS.handIn}>
          <HandIn />
        </Popover>
      )}
      {isLast && passed && <Finish />}
    </div>
  );
}

function Finish() {
  const passed = usePage((state) => state.learning.passed);
  const skipped = Object.values(passed).filter(({ how }) => how === 'skipped').length;
  return (
    <p className={styles.finish}>
      {STRINGS.finished(Object.keys(passed).length - skipped, skipped)}{' '}
      <button type="button" className="button" onClick={() => showLesson()}>
        {STRINGS.leave}
      </button>
    </p>
  );
}

/** Marks one control, folds what is not needed, and tells the stage how much room the strip takes. */
function useMarks(step: LessonStep, whole: boolean) {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    if (step.point) dataset.lessonPoint = step.point;
    if (!whole) dataset.lessonFolds = foldedParts(step);
    return () => {
      delete dataset.lessonPoint;
      delete dataset.lessonFolds;
    };
  }, [step, whole]);
  useLayoutEffect(() => {
    const root = document.documentElement;
    const observer = new ResizeObserver(([{ target }]) => {
      root.style.setProperty('--lesson-height', `${(target as HTMLElement).offsetHeight}px`);
    });
    observer.observe(ref.current!);
    return () => {
      observer.disconnect();
      root.style.removeProperty('--lesson-height');
    };
  }, []);
  return ref;
}

function usePageKeys(turn: (by: 1 | -1) => void): void {
  const answer = useEffectEvent((event: KeyboardEvent) => {
    const by = TURNS[event.key];
    if (by === undefined || event.shiftKey || !isFree(event)) return;
    turn(by);
    event.preventDefault();
    // In a room the panels keep their arrows.
    event.stopImmediatePropagation();
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => answer(event);
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
