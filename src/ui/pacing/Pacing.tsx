// A learner's page in a paced class: the teacher pauses it, sends it to a step, or has it start afresh. Esc closes the
// sign: a pace is a courtesy.
import { useEffect, useRef, useState } from 'react';
import { type Pace, paceSchema, readJson } from '../../class/pace.ts';
import { lessons } from '../../lessons/lessons.ts';
import type { PageStore } from '../../store/store.ts';
import { useActions } from '../frame/useStore.ts';
import styles from './Pacing.module.css';
import { stepsOfPace } from './steps_of_pace.ts';

const STRINGS = {
  paused: 'Your teacher has paused the class.',
  look: 'Look up. It goes on when your teacher says so.',
} as const;

/** The open lesson at that step; without a lesson nothing turns. */
function turnTo(store: PageStore, step: number): void {
  const { lesson } = store.getState().learning;
  if (!lesson) return;
  const { steps } = lessons[lesson];
  const { id } = steps[Math.min(step, steps.length) - 1];
  store.learn({ type: 'lesson-turned', step: id, at: Date.now() });
}

/** The lesson from its begin, and a new run; earlier runs stay in the list. */
function startAfresh(store: PageStore): void {
  const { lesson } = store.getState().learning;
  if (lesson) {
    const { id } = lessons[lesson].steps[0];
    const progress = { step: id, passed: {}, log: [], predictions: {} };
    store.learn({ type: 'lesson-opened', lesson, progress });
    store.learn({ type: 'lesson-turned', step: id, at: Date.now() });
  }
  store.restart();
}

export function Pacing() {
  const store = useActions();
  const [pace, setPace] = useState<Pace>();
  const before = useRef<Pace>(undefined);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const source = new EventSource('events');
    source.addEventListener('pace', ({ data }) => {
      const next = readJson(paceSchema, data);
      if (!next) return;
      const { step, isFresh } = stepsOfPace(before.current, next);
      before.current = next;
      setPace(next);
      if (isFresh) startAfresh(store);
      if (step !== undefined) turnTo(store, step);
    });
    return () => source.close();
  }, [store]);
  const paused = pace?.paused ?? false;
  useEffect(() => {
    if (paused) {
      store.pause();
      dialog.current?.showModal();
    } else dialog.current?.close();
  }, [paused, store]);
  return (
    <dialog ref={dialog} className={styles.sign} aria-label={STRINGS.paused}>
      <p className={styles.title}>{STRINGS.paused}</p>
      <p>{STRINGS.look}</p>
    </dialog>
  );
}
