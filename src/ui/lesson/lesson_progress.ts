// Progress of each lesson in the browser: read when the lesson opens, written whenever the learner has done something.
import type { LessonName } from '../../lessons/lesson_names.ts';
import { lessons } from '../../lessons/lessons.ts';
import { type Progress, readProgress, writeProgress } from '../../lessons/progress.ts';
import { readText, writeText } from '../../storage/web_storage.ts';
import type { PageStore } from '../../store/store.ts';
import { showLesson, stepFromAddress } from './show_lesson.ts';

const WRITE_DELAY_MS = 300;

const keyOf = (name: LessonName) => `lesson ${name}`;

export const progressOf = (name: LessonName): Progress | undefined => readProgress(readText(keyOf(name)));

/** Where the lesson goes on: at the step of the address, else where it was left. */
function openingProgress(name: LessonName): Progress {
  const { steps } = lessons[name];
  const kept = progressOf(name);
  const wanted = stepFromAddress();
  const step =
    wanted === undefined
      ? (steps.find(({ id }) => id === kept?.step) ?? steps[0])
      : steps[Math.min(wanted, steps.length) - 1];
  const fresh: Progress = { step: step.id, passed: {}, log: [], predictions: {} };
  return { ...fresh, ...kept, step: step.id };
}

/** Opens the lesson and keeps storage and address in step with it. Returns how to close it. */
export function attendLesson(store: PageStore, name: LessonName): () => void {
  const opening = openingProgress(name);
  store.learn({ type: 'lesson-opened', lesson: name, progress: opening });
  const isElsewhere = progressOf(name)?.step !== opening.step;
  if (isElsewhere) store.learn({ type: 'lesson-turned', step: opening.step, at: Date.now() });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = store.getState().learning;
  const write = () => {
    const { learning } = store.getState();
    if (learning.lesson !== name) return;
    const { step, passed, log, keptPredictions } = learning;
    writeText(keyOf(name), writeProgress({ step, passed, log, predictions: keptPredictions }));
  };
  const showStep = () => {
    const at = lessons[name].steps.findIndex(({ id }) => id === store.getState().learning.step);
    showLesson(name, at + 1);
  };
  showStep();
  write();
  const unsubscribe = store.subscribe(() => {
    const { learning } = store.getState();
    if (learning === written) return;
    if (learning.step !== written.step && learning.lesson) showStep();
    written = learning;
    clearTimeout(timer);
    timer = setTimeout(write, WRITE_DELAY_MS);
  });
  addEventListener('pagehide', write);
  return () => {
    unsubscribe();
    clearTimeout(timer);
    removeEventListener('pagehide', write);
    write();
    store.learn({ type: 'lesson-closed' });
  };
}
