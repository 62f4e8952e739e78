// "Reproduce the paper": every table and figure, computed here, with the paper's numbers beside it.
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import recordedReport from '../../../results/report.html?url';
import { EXPERIMENT_IDS, type ExperimentId } from '../../experiments/experiment.ts';
import { experiments } from '../../experiments/index.ts';
import { speedsOf } from '../../experiments/run_cost.ts';
import { download } from '../charts/download.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { VERSION } from '../frame/version.ts';
import { computeOn } from '../queue/experiment_queue.ts';
import { Troubles } from '../queue/Troubles.tsx';
import { Term } from '../words/Term.tsx';
import { Controls } from './Controls.tsx';
import { ExperimentSection } from './ExperimentSection.tsx';
import { reportZip } from './export.ts';
import { JudgeSection } from './JudgeSection.tsx';
import styles from './ReproducePage.module.css';
import { Settings } from './Settings.tsx';
import { openReproduction } from './state.ts';
import { useRecorded } from './useRecorded.ts';

const STRINGS = {
  lede: (
    <>
      Every table and figure of the paper on small models. Most count the <Term name="winRate" />. Press Play
      to compute one here, with the paper’s own numbers beside it. Experiments share runs, and a closed tab
      loses none.
    </>
  ),
  recorded: 'Recorded earlier: the whole report',
  index: 'Experiments',
} as const;

/** What is there at once comes first, then the shortest; the others as the paper has them. */
const PAGE_ORDER = [...new Set<ExperimentId>(['figure3', 'figure2', ...EXPERIMENT_IDS])];

export function ReproducePage() {
  const store = useActions();
  const backend = usePage(({ backend: computes }) => (computes?.only ? undefined : computes?.name));
  const training = usePage(({ progress }) => progress.status === 'running');
  const [{ reproduction, judging }] = useState(() => {
    computeOn(backend);
    return openReproduction();
  });
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
  const speeds = useMemo(() => speedsOf([...outcomes.values()]), [outcomes]);
  const recorded = useRecorded();
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
        <Troubles
          state={state}
          onExport={() => download('reproduction.zip', reportZip(state, VERSION, llm))}
        />
        <nav className={styles.index} aria-label={STRINGS.index}>
          {PAGE_ORDER.map((id) => (
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
        {PAGE_ORDER.map((id) => {
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
              keysById={keysById}
              speeds={speeds}
              recorded={recorded}
              runs={runs.filter(({ request }) => keys.has(request.key))}
              onPlay={() => play(() => reproduction.play([id]))}
              onRepeat={() => play(() => reproduction.repeat(id))}
            />
          );
        })}
        <JudgeSection judging={judging} outcomes={outcomes} scale={scale} />
        <Settings size={scale.size} />
      </div>
    </>
  );
}
