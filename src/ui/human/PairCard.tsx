// One pair to choose from, by press or by key: 1, 2, 0 for no difference, S to skip.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { AnswerPair } from '../../reward/taste/pairs.ts';
import type { Choice } from '../../reward/taste/taste.ts';
import { type Judging, MOST_CLICKS } from '../../store/judging.ts';
import { TYPED_IN } from '../frame/useShortcuts.ts';
import { closedUp } from '../words/closed_up.ts';
import styles from './HumanPanel.module.css';

const STRINGS = {
  title: 'Be the human',
  lede: 'The starting model wrote both. Which answer is better?',
  prompt: 'Prompt',
  first: 'Answer 1',
  second: 'Answer 2',
  tie: 'No difference',
  skip: 'Skip',
  undo: 'Undo',
  clear: 'Clear all',
  restore: 'Bring them back',
  cleared: (count: number) => `${count} clicks cleared.`,
  count: (clicks: number) => (clicks < GOAL ? `${clicks} of ${GOAL} clicks` : `${clicks} clicks`),
  full: `${MOST_CLICKS} clicks are as many as it weighs. Clear them to go on.`,
  waiting: 'The starting model writes…',
  lost: 'This browser keeps nothing: your clicks go with this tab. Download them below.',
} as const;

/** Enough for a first look. */
const GOAL = 20;

const CHOICES: Readonly<Partial<Record<string, Choice>>> = { 1: 'A', 2: 'B', 0: 'tie' };

export interface PairCardProps {
  readonly judging: Judging;
  /** Absent while it is being written. */
  readonly pair?: AnswerPair;
}

export function PairCard({ judging, pair }: PairCardProps) {
  const { clicks, cleared, lasts } = useStore(judging.store);
  const isFull = clicks.length >= MOST_CLICKS;
  useKeys(judging, isFull ? undefined : pair);
  return (
    <section className="card">
      <div className={styles.head}>
        <h2 className="card-title">{STRINGS.title}</h2>
        <span className={styles.count} role="status">
          {STRINGS.count(clicks.length)}
        </span>
      </div>
      <p className="card-lede">{isFull ? STRINGS.full : STRINGS.lede}</p>
      {pair ? <Answers judging={judging} pair={pair} disabled={isFull} /> : <Waiting />}
      <div className={styles.actions}>
        <button
          type="button"
          className="button"
          disabled={!pair || isFull}
          onClick={() => judging.pick(pair!, 'tie')}
        >
          {STRINGS.tie} <kbd>0</kbd>
        </button>
        <button type="button" className="button" disabled={!pair} onClick={() => judging.skip()}>
          {STRINGS.skip} <kbd>S</kbd>
        </button>
        {clicks.length > 0 && (
          <>
            <button type="button" className="tool" onClick={() => judging.undo()}>
              {STRINGS.undo}
            </button>
            <button type="button" className="tool" onClick={() => judging.clear()}>
              {STRINGS.clear}
            </button>
          </>
        )}
        {cleared && cleared.length > 0 && (
          <span className={styles.count} role="status">
            {STRINGS.cleared(cleared.length)}{' '}
            <button type="button" className="tool" onClick={() => judging.restore()}>
              {STRINGS.restore}
            </button>
          </span>
        )}
      </div>
      {!lasts && (
        <p className={styles.warning} role="alert">
          {STRINGS.lost}
        </p>
      )}
    </section>
  );
}

interface AnswersProps extends Required<PairCardProps> {
  readonly disabled: boolean;
}

function Answers({ judging, pair, disabled }: AnswersProps) {
  const answers = [
    { choice: 'A', name: STRINGS.first, text: pair.a.text, key: 1 },
    { choice: 'B', name: STRINGS.second, text: pair.b.text, key: 2 },
  ] as const;
  return (
    <>
      <p className={styles.prompt} data-written>
        <span className={styles.label}>{STRINGS.prompt}</span> {closedUp(pair.promptText)}
      </p>
      <div className={styles.answers}>
        {answers.map(({ choice, name, text, key }) => (
          <button
            key={choice}
            type="button"
            className={styles.answer}
            disabled={disabled}
            onClick={() => judging.pick(pair, choice)}
          >
            <span className={styles.name}>
              {name} <kbd>{key}</kbd>
            </span>
            <span className={styles.text}>{closedUp(text)}</span>
          </button>
        ))}
      </div>
    </>
  );
}

const Waiting = () => <p className={styles.waiting}>{STRINGS.waiting}</p>;

/** The keys hold wherever nothing is typed, so that a hand can stay on them. */
function useKeys(judging: Judging, pair: AnswerPair | undefined): void {
  useEffect(() => {
    if (!pair) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target instanceof Element && event.target.closest(TYPED_IN)) return;
      const choice = CHOICES[event.key];
      if (choice) judging.pick(pair, choice);
      else if (event.key.toLowerCase() === 's') judging.skip();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [judging, pair]);
}
