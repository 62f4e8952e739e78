// What helps a step along: its settings at a press, a hint after a while, and a recorded run where a run here is slow.
import { type ReactNode, useEffect, useState } from 'react';
import type { RunConfig } from '../../config/schema.ts';
import { setUpConfig } from '../../lessons/set_up_config.ts';
import { roughDuration } from '../../math/rough_duration.ts';
import { withLocked } from '../../store/locks.ts';
import { currentRun, type PageState } from '../../store/page_state.ts';
import type { PageStore } from '../../store/store.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { lockedSettings } from '../link/class_link.ts';
import { estimatedSeconds } from '../stage/run_cost_text.ts';
import styles from './LessonStrip.module.css';
import { RecordedOffer } from './RecordedOffer.tsx';
import type { ShownStep } from './useLessonStep.ts';

const STRINGS = {
  setUp: 'Set it up for me',
  sets: (words: string) => `Sets up ${words}.`,
  hint: 'Hint:',
  slow: (time: string) => `A dot takes about ${time} here.`,
  waiting: 'No dot for 15 s.',
} as const;

/** A step is not held up by slowness: from there on a recorded run is offered. */
const SLOW_SECONDS = 15;

export function StepHelp({ shown }: { readonly shown: ShownStep }) {
  const store = useActions();
  const { step, passed } = shown;
  const seconds = useSeconds();
  const slow = useSlowness(seconds);
  const hintIsDue = !passed && seconds >= step.hint.afterSeconds;
  const recordedIsDue = step.recorded !== undefined && passed?.how !== 'done' && (slow || hintIsDue);
  return (
    <>
      {step.setup && passed?.how !== 'done' && (
        <p className={styles.help}>
          <button type="button" className="button" onClick={() => setUp(store, step.setup!)}>
            {STRINGS.setUp}
          </button>{' '}
          <span>{STRINGS.sets(step.setupWords ?? '')}</span>
        </p>
      )}
      {hintIsDue && (
        <Help>
          <strong>{STRINGS.hint}</strong> {step.hint.text}
        </Help>
      )}
      {recordedIsDue && slow && <Help>{slow}</Help>}
      {recordedIsDue && <RecordedOffer key={step.recorded} id={step.recorded!} stepId={step.id} />}
    </>
  );
}

/** Drafts the step's settings, but for what a teacher's link holds, and loads them; earlier runs stay in the charts. */
function setUp(store: PageStore, change: Partial<RunConfig>): void {
  const { draft } = store.getState();
  store.editAll(withLocked(lockedSettings(), draft, setUpConfig(draft, change)));
  store.restart();
}

function Help({ children }: { readonly children: ReactNode }) {
  return <p className={styles.help}>{children}</p>;
}

/** Since the step began, in steps of five seconds. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 5), 5000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}

const isWaiting = ({ progress, playRequested }: PageState) =>
  playRequested || progress.status === 'running' || progress.status === 'loading';

/** Why a run here is slow, as a sentence; undefined: it is not. */
function useSlowness(seconds: number): string | undefined {
  const run = usePage(currentRun);
  const waits = usePage(isWaiting);
  const hasDot = run !== undefined && run.evaluations.length > 1;
  if (run?.evaluationMs !== undefined) {
    const { dot } = estimatedSeconds(run.config, run.evaluationMs);
    return dot > SLOW_SECONDS ? STRINGS.slow(roughDuration(dot)) : undefined;
  }
  return waits && !hasDot && seconds >= SLOW_SECONDS ? STRINGS.waiting : undefined;
}
