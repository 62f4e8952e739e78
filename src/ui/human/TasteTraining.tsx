// Trains on the taste that the clicks tell, and shows what it did: answers before and after, and what the hidden reward says.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { settingsOfTaste, tasteOfSettings } from '../../config/taste_weights.ts';
import { correlation, correlationInterval } from '../../math/statistics.ts';
import type { BeforeAfter } from '../../reward/taste/pairs.ts';
import { standardised, tastePoints } from '../../reward/taste/taste_points.ts';
import type { Judging } from '../../store/judging.ts';
import { currentRun, type Run } from '../../store/page_state.ts';
import type { TaskName } from '../../tasks/task.ts';
import { formatNumber } from '../charts/number_format.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { closedUp } from '../words/closed_up.ts';
import styles from './HumanPanel.module.css';

const STRINGS = {
  title: 'Train on your taste',
  lede: 'The bars become the reward: what you chose more of pays. The model learns it as it would learn any reward.',
  train: 'Train on my taste',
  again: 'Train on my taste as it is now',
  wait: 'A few more clicks first.',
  asked: (step: number) => `Four new prompts, at the start and at step ${step}`,
  before: 'Starting model',
  after: 'Model now',
  taste: 'your taste',
  gold: 'hidden reward',
  hidden: (r: string, low: string, high: string, answers: number) =>
    `Your taste against the hidden gold reward: correlation ${r} (95 %: ${low} to ${high}), on ${answers} new answers.`,
  waiting: 'Writing…',
  notYet: 'It has not trained yet: the model now is the starting model.',
} as const;

/** Of the new answers that tell how a taste goes with the gold reward. */
const NEW = { split: 'test', seed: 2, batch: 0, count: 64 } as const;
const SHOWN_SEED = 7;

export function TasteTraining({ task, judging }: { readonly task: TaskName; readonly judging: Judging }) {
  const store = useActions();
  const { taste, clicks } = useStore(judging.store);
  const drawn = usePage((state) => state.answerPairs.train);
  const run = usePage(currentRun);
  const isOnTaste = run?.config.reward === 'taste' && run.config.task === task;
  const train = () => {
    const seen = [...clicks, ...(drawn?.task === task ? drawn.pairs : [])].flatMap(({ a, b }) => [
      a.features,
      b.features,
    ]);
    store.editAll({ reward: 'taste', ...settingsOfTaste(standardised(taste.weights, seen)) });
    store.restart();
    store.play();
  };
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.lede}</p>
      <div className={styles.actions}>
        <button type="button" className="button primary" disabled={taste.state !== 'known'} onClick={train}>
          {isOnTaste ? STRINGS.again : STRINGS.train}
        </button>
        {taste.state === 'few' && <span className={styles.count}>{STRINGS.wait}</span>}
      </div>
      {isOnTaste && <Effect run={run} />}
    </section>
  );
}

function Effect({ run }: { readonly run: Run }) {
  const shown = useBeforeAfter(run);
  const weights = tasteOfSettings(run.config);
  return (
    <>
      <HiddenReward run={run} weights={weights} />
      <h3 className={styles.subtitle}>{STRINGS.asked(shown?.step ?? run.steps.latest?.step ?? 0)}</h3>
      {shown?.step === 0 && <p className={styles.count}>{STRINGS.notYet}</p>}
      {shown ? (
        <ul className={styles.effect}>
          {shown.answers.map((answers) => (
            <Answers key={answers.promptText} answers={answers} weights={weights} />
          ))}
        </ul>
      ) : (
        <p className={styles.waiting}>{STRINGS.waiting}</p>
      )}
    </>
  );
}

interface AnswersProps {
  readonly answers: BeforeAfter;
  readonly weights: readonly number[];
}

function Answers({ answers: { promptText, before, after }, weights }: AnswersProps) {
  const sides = [
    [STRINGS.before, before],
    [STRINGS.after, after],
  ] as const;
  return (
    <li>
      <p className={styles.prompt} data-written>
        {closedUp(promptText)}
      </p>
      <div className={styles.answers}>
        {sides.map(([name, { text, features, goldReward }]) => (
          <div key={name} className={styles.written}>
            <h4 className={styles.name}>{name}</h4>
            <p className={styles.text} data-written>
              {closedUp(text)}
            </p>
            <p className={styles.points}>
              {STRINGS.taste} {formatNumber(tastePoints(weights, features))} · {STRINGS.gold}{' '}
              {formatNumber(goldReward)}
            </p>
          </div>
        ))}
      </div>
    </li>
  );
}

/** Asked again after each test of the run, and once it rests. */
function useBeforeAfter(run: Run) {
  const store = useActions();
  const shown = usePage((state) => state.beforeAfter);
  const status = usePage((state) => state.progress.status);
  const testedAt = run.evaluations.at(-1)?.step;
  useEffect(() => {
    if (status !== 'loading' && status !== 'failed' && testedAt !== undefined)
      store.askBeforeAfter(SHOWN_SEED);
  }, [store, status, testedAt]);
  return shown?.runId === run.id ? shown : undefined;
}

function HiddenReward({ run, weights }: { readonly run: Run; readonly weights: readonly number[] }) {
  const store = useActions();
  const { task } = run.config;
  const drawn = usePage((state) => state.answerPairs.test);
  const ready = usePage(({ progress }) => progress.status !== 'loading' && progress.status !== 'failed');
  const isOurs = drawn?.task === task;
  useEffect(() => {
    if (!isOurs && ready) store.askPairs(NEW.split, NEW.seed, NEW.batch, NEW.count);
  }, [store, isOurs, ready]);
  if (!isOurs) return null;
  // One answer a prompt: they are independent.
  const answers = drawn.pairs.map(({ a }) => a);
  const points = answers.map(({ features }) => tastePoints(weights, features));
  const gold = answers.map(({ goldReward }) => goldReward);
  const r = correlation(points, gold);
  const { low, high } = correlationInterval(r, answers.length);
  return (
    <p className={styles.hidden}>
      {STRINGS.hidden(formatNumber(r, 2), formatNumber(low, 2), formatNumber(high, 2), answers.length)}
    </p>
  );
}
