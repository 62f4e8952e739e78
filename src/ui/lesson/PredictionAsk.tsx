// A prediction before a run: a ring on the chart, or one of three curves, and one tap of why. The press of Train locks it.
import { useEffect } from 'react';
import { hasPredicted, placeText } from '../../lessons/facts.ts';
import type { Facts, PredictionQuestion } from '../../lessons/lesson.ts';
import { type Choice, isPlace, type Prediction } from '../../lessons/prediction.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import styles from './LessonAsk.module.css';

const STRINGS = {
  drag: 'Drag the ring on the chart; arrow keys move it too.',
  guess: (place: string) => `Your ring: ${place}.`,
  why: 'Why?',
  open: 'Train locks it.',
  locked: 'Locked. It stays beside the result.',
} as const;

const CHOICES: readonly Choice[] = [0, 1, 2];

interface PredictionAskProps {
  readonly question: PredictionQuestion;
  readonly facts: Facts;
}

export function PredictionAsk({ question, facts }: PredictionAskProps) {
  const store = useActions();
  const { id, form, text, curves, why } = question;
  const locked = hasPredicted(facts, id);
  const asked = usePage((state) => state.learning.asked);
  useEffect(() => {
    if (!locked) store.learn({ type: 'prediction-asked', asked: { question: id, form } });
    return () => store.learn({ type: 'prediction-asked' });
  }, [store, id, form, locked]);
  if (locked) return <p className={styles.note}>{STRINGS.locked}</p>;
  const value = asked?.value;
  const draw = (next: Prediction) =>
    store.learn({ type: 'prediction-asked', asked: { question: id, form, value: next } });
  return (
    <>
      {curves ? (
        <fieldset className={styles.ask}>
          <legend>{text}</legend>
          {curves.map(({ text: words, heights }, i) => (
            <label key={words} className={styles.curve}>
              <input
                type="radio"
                name={id}
                checked={value !== undefined && !isPlace(value) && value.curve === i}
                onChange={() => draw({ curve: CHOICES[i], why: value?.why })}
              />
              <Sketch heights={heights} />
              {words}
            </label>
          ))}
        </fieldset>
      ) : (
        <p className={styles.note}>
          <b>{text}</b> {STRINGS.drag}{' '}
          {value && isPlace(value) && STRINGS.guess(placeText(value.reward, value.kl))}
        </p>
      )}
      {value && (
        <fieldset className={styles.ask}>
          <legend>{STRINGS.why}</legend>
          {why.map((reason, i) => (
            <label key={reason} className={styles.option}>
              <input
                type="radio"
                name={`${id} why`}
                checked={value.why === i}
                onChange={() => draw({ ...value, why: CHOICES[i] })}
              />
              {reason}
            </label>
          ))}
          <span className={styles.note}>{STRINGS.open}</span>
        </fieldset>
      )}
    </>
  );
}

/** @param heights of a curve from left to right, 0 to 1 */
function Sketch({ heights }: { readonly heights: readonly number[] }) {
  const points = heights.map((height, i) => `${(60 * i) / (heights.length - 1)},${30 - 28 * height}`);
  return (
    <svg viewBox="-2 -2 64 34" className={styles.sketch} aria-hidden="true">
      <path d="M0 0V30H60" />
      <polyline points={points.join(' ')} />
    </svg>
  );
}
