// "Reproduce the paper": every table and figure, computed here, with the paper's numbers beside it.
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import recordedReport from '../../../results/report.html?url';
import { EXPERIMENT_IDS } from '../../experiments/experiment.ts';
import { experiments } from '../../experiments/index.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { Controls } from './Controls.tsx';
import { ExperimentSection } from './ExperimentSection.tsx';
import { JudgeSection } from './JudgeSection.tsx';
import styles from './ReproducePage.module.css';
import { Settings } from './Settings.tsx';
import { openReproduction } from './state.ts';

const STRINGS = {
  lede: 'Every table and figure of the paper, computed on small models in this browser: press Play on one of them and watch it come about, with the paper’s own numbers beside it. Runs are shared between experiments, kept when the tab is closed, and never repeated unless you ask.',
  recorded: 'Recorded earlier, at full size: the report of all of them',
  index: 'Experiments',
} as const;

export function ReproducePage() {
  const store = useActions();
  const backend = usePage(({ backend: computes }) => (computes?.only ? undefined : computes?.name));
  const training = usePage(({ progress }) => progress.status === 'running');
  const [{ reproduction, judging }] = useState(() => openReproduction(backend));
  const state = useStore(reproduction.store);
  const llm = useStore(judging.store, ({ judge }) => judge);
  const { scale, outcomes, live, runs } = state;
  const keysById = useMemo(
    () =>
      new Map(
        EXPERIMENT_IDS.map((id) => [id, new Set(experiments[id].requests(scale).map(({ key }) => key))]),
      ),
    [scale],
  );
  const play = (start: () => Promise<void>) => {
    // Parallel runs would slow each other down.
    if (training) store.pause();
    void start();
  };
  return (
    <>
      <p className="page-lede">
        {STRINGS.lede}{' '}
        <a href={recordedReport} target="_blank" rel="noreferrer">
          {STRINGS.recorded}
        </a>
        .
      </p>
      <div className="page-content">
        <Controls reproduction={reproduction} state={state} llm={llm} />
        <JudgeSection judging={judging} outcomes={outcomes} scale={scale} />
        {state.trouble && <p className={`card ${styles.trouble}`}>{state.trouble}</p>}
        <nav className={styles.index} aria-label={STRINGS.index}>
          {EXPERIMENT_IDS.map((id) => (
            <button
              key={id}
              type="button"
              className="tool"
              onClick={() => document.getElementById(id)?.scrollIntoView()}
            >
              {experiments[id].title}
            </button>
          ))}
        </nav>
        {EXPERIMENT_IDS.map((id) => {
          const keys = keysById.get(id)!;
          return (
            <ExperimentSection
              key={id}
              experiment={experiments[id]}
              keys={keys}
              scale={scale}
              outcomes={outcomes}
              live={live}
              llm={llm}
              runs={runs.filter(({ request }) => keys.has(request.key))}
              onPlay={() => play(() => reproduction.play([id]))}
              onRepeat={() => play(() => reproduction.repeat(id))}
            />
          );
        })}
        <Settings />
      </div>
    </>
  );
}
