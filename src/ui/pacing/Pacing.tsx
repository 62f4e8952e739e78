// A learner's page in a paced class: the teacher pauses it, sends it to a step, or has it start afresh. Esc closes the
// sign: a pace is a courtesy.
import { useEffect, useRef, useState } from 'react';
import { type Pace, paceSchema, readJson } from '../../class/pace.ts';
import { useActions } from '../frame/useStore.ts';
import styles from './Pacing.module.css';
import { stepsOfPace } from './steps_of_pace.ts';

const STRINGS = {
  paused: 'Your teacher has paused the class.',
  look: 'Look up. It goes on when your teacher says so.',
} as const;

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
      const { isFresh } = stepsOfPace(before.current, next);
      before.current = next;
      setPace(next);
      if (isFresh) store.restart();
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
