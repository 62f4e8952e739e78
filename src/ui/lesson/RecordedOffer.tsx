// A recorded run in place of a slow one: a picture with its numbers, labelled with where it comes from.
import { useEffect, useState } from 'react';
import { decimals, placeText } from '../../lessons/facts.ts';
import { useActions } from '../frame/useStore.ts';
import { RecordedChart } from '../stage/RecordedChart.tsx';
import styles from './LessonStrip.module.css';
import type { RecordedLessonRun } from './recorded_lesson_run.ts';

const STRINGS = {
  watch: 'Watch a recorded one',
  take: 'Take it for this step',
  notLoaded: 'The recorded run could not be loaded.',
  from: ({ date, seed, steps, seconds, backend }: RecordedLessonRun) =>
    `Recorded on ${date} with seed ${seed}. ${steps} steps took ${Math.round(seconds)} s on ${backend}.`,
} as const;

const loads: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  strings: () => import('./recorded/strings.json'),
  'strings-greedy': () => import('./recorded/strings-greedy.json'),
  'strings-dpo-sft': () => import('./recorded/strings-dpo-sft.json'),
  'strings-n8': () => import('./recorded/strings-n8.json'),
  'strings-n2': () => import('./recorded/strings-n2.json'),
  'sentiment-trusting': () => import('./recorded/sentiment-trusting.json'),
  'sentiment-held': () => import('./recorded/sentiment-held.json'),
};

interface RecordedOfferProps {
  readonly id: string;
  readonly stepId: string;
}

export function RecordedOffer({ id, stepId }: RecordedOfferProps) {
  const [watching, setWatching] = useState(false);
  if (watching) return <Recorded id={id} stepId={stepId} />;
  return (
    <p className={styles.help}>
      <button type="button" className="button" onClick={() => setWatching(true)}>
        {STRINGS.watch}
      </button>
    </p>
  );
}

function Recorded({ id, stepId }: RecordedOfferProps) {
  const store = useActions();
  const [run, setRun] = useState<RecordedLessonRun | 'failed'>();
  useEffect(() => {
    let left = false;
    loads[id]().then(
      ({ default: loaded }) => !left && setRun(loaded as RecordedLessonRun),
      () => !left && setRun('failed'),
    );
    return () => {
      left = true;
    };
  }, [id]);
  const take = (reply: string) =>
    store.learn({ type: 'step-passed', step: stepId, passed: { how: 'recorded', reply } });
  if (run === undefined) return null;
  if (run === 'failed') return <p className={styles.help}>{STRINGS.notLoaded}</p>;
  return (
    <figure className={styles.recorded}>
      <RecordedChart run={run} plays />
      <figcaption>
        {STRINGS.from(run)} {recordedText(run)}{' '}
        <button type="button" className="button" onClick={() => take(recordedText(run))}>
          {STRINGS.take}
        </button>
      </figcaption>
    </figure>
  );
}

/** What came of it, as the reply to a step. */
function recordedText({ dots }: RecordedLessonRun): string {
  const [start, end] = [dots[0], dots[dots.length - 1]];
  const gold =
    start.goldReward === undefined || end.goldReward === undefined
      ? ''
      : ` True reward ${decimals(start.goldReward)} → ${decimals(end.goldReward)}.`;
  return `The recorded run went from reward ${decimals(start.reward)} to ${placeText(end.reward, end.kl)}.${gold}`;
}
