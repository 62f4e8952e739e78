// The page of sweeps: the one that is shown, its runs and figures, its files, and earlier ones.
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { sweepResult } from '../../experiments/sweep/result.ts';
import { type Sweep, sweepRequests } from '../../experiments/sweep/sweep.ts';
import { outcomesSelector } from '../../store/outcomes_selector.ts';
import type { Sweeping, SweepingState } from '../../store/sweeping.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { defineRampColours } from '../methods/ramp_styles.ts';
import { forgetAddressedSweep, openSweeping } from '../queue/page_sweep.ts';
import { isBusy, QueueButtons, QueueProgress } from '../queue/QueueProgress.tsx';
import { Troubles } from '../queue/Troubles.tsx';
import { useSweepCost } from '../queue/useSweepCost.ts';
import { ResultView } from '../reproduce/ResultView.tsx';
import { EarlierSweeps } from './EarlierSweeps.tsx';
import { SweepFiles } from './SweepFiles.tsx';
import styles from './SweepPage.module.css';
import { overridesText, sweepTitle } from './sweep_words.ts';

const STRINGS = {
  lede: 'The same run at several values of a setting, with several seeds. A closed tab loses no run that is done.',
  none: 'Press × beside a number among the settings of the Train page. It opens the values of a sweep.',
  problem: 'The address names no sweep:',
  start: 'Start',
  goOn: 'Go on',
  settings: 'Other settings:',
} as const;

export function SweepPage() {
  const backend = usePage(({ backend: computes }) => (computes?.only ? undefined : computes?.name));
  const [sweeping] = useState(() => {
    defineRampColours();
    return openSweeping(backend);
  });
  const state = useStore(sweeping.store);
  const { sweep, problem, earlier } = state;
  const show = (other: Sweep) => {
    forgetAddressedSweep();
    void sweeping.show(other);
  };
  return (
    <>
      <p className="page-lede">{STRINGS.lede}</p>
      <div className="page-content">
        {problem && (
          <p className={`card ${styles.problem}`} role="alert">
            {STRINGS.problem} {problem}
          </p>
        )}
        <Troubles state={state} />
        {sweep ? (
          <ShownSweep sweep={sweep} sweeping={sweeping} state={state} />
        ) : (
          <p className="card">{STRINGS.none}</p>
        )}
        <EarlierSweeps sweeps={earlier} shown={sweep} disabled={isBusy(state.runs)} onShow={show} />
      </div>
    </>
  );
}

interface ShownSweepProps {
  readonly sweep: Sweep;
  readonly sweeping: Sweeping;
  readonly state: SweepingState;
}

function ShownSweep({ sweep, sweeping, state }: ShownSweepProps) {
  const store = useActions();
  const training = usePage(({ progress }) => progress.status === 'running');
  const [[select, selectLive]] = useState(() => [outcomesSelector(), outcomesSelector()]);
  const keys = useMemo(() => new Set(sweepRequests(sweep).map(({ key }) => key)), [sweep]);
  const outcomes = select(state.outcomes, keys);
  const live = selectLive(state.live, keys);
  const result = useMemo(() => sweepResult(sweep, outcomes, live), [sweep, outcomes, live]);
  const cost = useSweepCost(sweep, outcomes);
  const runs = state.runs.filter(({ request }) => keys.has(request.key));
  const busy = isBusy(runs);
  const others = overridesText(sweep);
  const play = () => {
    // Parallel runs would slow each other down.
    if (training) store.pause();
    void sweeping.play(sweep);
  };
  return (
    <>
      <section className={`card ${styles.shown}`} aria-labelledby="sweep-title">
        <h2 className="card-title" id="sweep-title">
          {sweepTitle(sweep)}
        </h2>
        {others && (
          <p className={styles.soft}>
            {STRINGS.settings} {others}.
          </p>
        )}
        <div className={styles.buttons}>
          {busy && <QueueButtons queue={sweeping} paused={state.paused} />}
          {!busy && outcomes.size < keys.size && (
            <>
              <button type="button" className="button primary" onClick={play}>
                {outcomes.size > 0 ? STRINGS.goOn : STRINGS.start}
              </button>
              <p className={styles.soft}>{cost}.</p>
            </>
          )}
        </div>
        <QueueProgress
          runs={runs}
          paused={state.paused}
          remainingSeconds={state.remainingSeconds}
          onRetry={(key) => sweeping.retry(key)}
        />
        <SweepFiles sweep={sweep} outcomes={outcomes} />
      </section>
      {(outcomes.size > 0 || live.size > 0) && (
        <section className={`card ${styles.results}`} aria-label={sweepTitle(sweep)}>
          <ResultView result={result} />
        </section>
      )}
    </>
  );
}
