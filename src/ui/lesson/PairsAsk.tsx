// Two answers of the starting model to one post: which is better? They were recorded, so that nothing has to load.
import { useState } from 'react';
import { deeds } from '../../lessons/facts.ts';
import type { LearnerEvent } from '../../lessons/learner_event.ts';
import type { Facts } from '../../lessons/lesson.ts';
import { useActions } from '../frame/useStore.ts';
import { closedUp } from '../words/closed_up.ts';
import styles from './LessonAsk.module.css';
import recorded from './recorded/pairs.json';
import type { RecordedPair, RecordedPairs } from './recorded_lesson_run.ts';

const STRINGS = {
  of: (at: number, all: number) => `Post ${at} of ${all}`,
  better: (side: Side) => (side === 'tie' ? 'Neither is better' : `${side} is better`),
  recorded: (date: string) => `Both were written by the starting model, recorded on ${date}.`,
} as const;

type Side = Extract<LearnerEvent, { type: 'picked' }>['side'];
const SIDES: readonly Side[] = ['A', 'B', 'tie'];

const { pairs, date } = recorded as unknown as RecordedPairs;

interface PairsAskProps {
  readonly count: number;
  readonly facts: Facts;
}

export function PairsAsk({ count, facts }: PairsAskProps) {
  const store = useActions();
  const [first] = useState(() => Math.floor(Math.random() * pairs.length));
  const done = deeds(facts, 'picked').length;
  if (done >= count) return null;
  const index = (first + done) % pairs.length;
  const pair = pairs[index];
  const pick = (side: Side) =>
    store.note({ type: 'picked', pair: `pair ${index}`, side, gold: goldOf(pair) });
  return (
    <section className={styles.pairs} aria-label={STRINGS.of(done + 1, count)}>
      <p className={styles.post} data-written>
        {closedUp(pair.prompt)}
      </p>
      <div className={styles.answers}>
        {pair.answers.map(({ text }, i) => (
          <p key={text} className={styles.answer}>
            <b>{SIDES[i]}</b> <span data-written>{closedUp(text)}</span>
          </p>
        ))}
      </div>
      <p className={styles.inline}>
        <span className={styles.count}>{STRINGS.of(done + 1, count)}</span>
        {SIDES.map((side) => (
          <button key={side} type="button" className="button" onClick={() => pick(side)}>
            {STRINGS.better(side)}
          </button>
        ))}
        <span className={styles.note}>{STRINGS.recorded(date)}</span>
      </p>
    </section>
  );
}

/** What the hidden reward prefers. */
function goldOf({ answers: [a, b] }: RecordedPair): Side {
  return a.reward === b.reward ? 'tie' : a.reward > b.reward ? 'A' : 'B';
}
