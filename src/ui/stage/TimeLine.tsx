// Back in time: a slider over the tests of the current run shows the page as it was then, and a run can leave from there.
import { useId, useState } from 'react';
import { changedSettings, shortDiff } from '../../config/diff.ts';
import type { PieceEntry } from '../../storage/runs/kept_run.ts';
import { currentRun, type PageState, type Run } from '../../store/page_state.ts';
import { formatNumber } from '../charts/number_format.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { SaveRunButton } from '../train/SaveRunButton.tsx';
import styles from './TimeLine.module.css';

const STRINGS = {
  slider: 'Back in time',
  now: 'now',
  at: (step: number, reward: string) => `step ${step}, reward ${reward}`,
  was: (step: number, total: number) =>
    `As it was at step ${step.toLocaleString('en')} of ${total.toLocaleString('en')}.`,
  back: 'Back to now',
  fork: 'Go on from here as a new run',
  forkWith: (changes: string) => `Go on from here with ${changes}`,
} as const;

const FEWEST_STOPS = 2;

/** Where the run can be shown: at each of its tests. */
const stopsOf = ({ kept }: Run): readonly PieceEntry[] =>
  kept?.pieces.filter(({ evaluated }) => evaluated) ?? [];

const rewardAt = ({ evaluations }: Run, step: number): string =>
  formatNumber(evaluations.findLast((evaluation) => evaluation.step <= step)?.reward.mean);

export function TimeLine() {
  const store = useActions();
  const run = usePage(currentRun);
  const past = usePage((state) => state.past);
  const id = useId();
  // Until the page has read what was, the slider stands where it was put.
  const [wanted, setWanted] = useState<number>();
  const stops = run ? stopsOf(run) : [];
  if (!run || stops.length < FEWEST_STOPS) return null;
  // A stop that is gone meanwhile is where it would be.
  const place = past ? stops.filter(({ index }) => index < past.index).length : stops.length;
  const shown = past && stops[place];
  const put = async (to: number) => {
    setWanted(to);
    await store.lookBack(stops[to]?.index);
    setWanted(undefined);
  };
  return (
    <div className={styles.line} data-time-line={shown ? 'past' : 'now'}>
      <label htmlFor={id}>{STRINGS.slider}</label>
      <input
        id={id}
        type="range"
        className="slider"
        aria-valuetext={shown ? STRINGS.at(shown.step, rewardAt(run, shown.step)) : STRINGS.now}
        min={0}
        max={stops.length}
        value={wanted ?? place}
        style={{ '--share': (wanted ?? place) / stops.length } as React.CSSProperties}
        onChange={({ target }) => void put(Number(target.value))}
      />
      {shown && <Then run={run} stop={shown} />}
    </div>
  );
}

/** What the drafted settings change in the run as it was; undefined: nothing. */
function draftedChanges({ past, draft }: PageState): string | undefined {
  const config = past?.run.config;
  if (!config || config.task !== draft.task || changedSettings(config, draft).length === 0) return undefined;
  return shortDiff(config, draft);
}

function Then({ run, stop }: { readonly run: Run; readonly stop: PieceEntry }) {
  const store = useActions();
  const changes = usePage(draftedChanges);
  const { step, index, stateBytes } = stop;
  return (
    <p className={styles.then}>
      <span role="status">{STRINGS.was(step, run.kept!.totalSteps)}</span>{' '}
      <button type="button" className="tool" onClick={() => void store.lookBack()}>
        {STRINGS.back}
      </button>
      {stateBytes > 0 && (
        <button type="button" className="tool" onClick={() => void store.fork(run.id, index)}>
          {changes ? STRINGS.forkWith(changes) : STRINGS.fork}
        </button>
      )}
      {stateBytes > 0 && (
        <SaveRunButton run={run} name={STRINGS.was(step, run.kept!.totalSteps)} index={index} />
      )}
    </p>
  );
}
