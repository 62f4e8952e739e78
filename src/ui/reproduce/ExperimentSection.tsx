// One experiment: the paper's setup, the expectation, Play, and all results so far; before the first, recorded ones.
import { useMemo, useState } from 'react';
import type { Experiment, ExperimentId, Outcomes } from '../../experiments/experiment.ts';
import type { LlmJudge } from '../../experiments/llm_judge.ts';
import { playEstimate } from '../../experiments/play_estimate.ts';
import type { RecordedReport } from '../../experiments/report/recorded.ts';
import { provenanceText, reportExperiment } from '../../experiments/report/report.ts';
import type { Speeds } from '../../experiments/run_cost.ts';
import type { QueuedRun } from '../../experiments/run_queue.ts';
import type { Scale } from '../../experiments/scale.ts';
import { wantedRuns } from '../../experiments/wanted_runs.ts';
import { outcomesSelector, sameOutcomes } from '../../store/outcomes_selector.ts';
import { runsAtATime } from '../queue/experiment_queue.ts';
import { PlayState } from './PlayState.tsx';
import { RecordedResult } from './RecordedResult.tsx';
import styles from './ReproducePage.module.css';
import { ResultView } from './ResultView.tsx';

const STRINGS = {
  paper: 'The paper.',
  expect: 'What to expect here.',
  play: 'Play',
  playTitle: (name: string) => `Run ${name}`,
  again: 'Run this again',
  settings: 'Settings of all runs',
} as const;

export interface ExperimentSectionProps {
  readonly experiment: Experiment;
  readonly scale: Scale;
  /** Of its runs at this scale. */
  readonly keys: ReadonlySet<string>;
  /** Of all experiments. */
  readonly outcomes: Outcomes;
  /** Outcomes, with the evaluations of running runs. */
  readonly live: Outcomes;
  readonly llm?: LlmJudge;
  /** Runs of this experiment. */
  readonly runs: readonly QueuedRun[];
  /** Keys of all experiments' runs. */
  readonly keysById: ReadonlyMap<ExperimentId, ReadonlySet<string>>;
  /** Of this browser's runs. */
  readonly speeds: Speeds;
  readonly recorded?: RecordedReport;
  readonly onPlay: () => void;
  readonly onRepeat: () => void;
}

export function ExperimentSection(props: ExperimentSectionProps) {
  const { experiment, scale, keys, llm, runs, keysById, speeds, recorded } = props;
  const { onPlay, onRepeat } = props;
  const { id, title, subject, paper, expectation } = experiment;
  const [[select, selectLive]] = useState(() => [outcomesSelector(), outcomesSelector()]);
  const outcomes = select(props.outcomes, keys);
  const live = selectLive(props.live, keys);
  // All results derive from the experiment's outcomes, so they are computed only for a new one of these.
  const { result, provenance } = useMemo(
    () => reportExperiment(experiment, outcomes, scale, llm),
    [experiment, outcomes, scale, llm],
  );
  const figures = useMemo(
    () => (sameOutcomes(live, outcomes) ? result.figures : experiment.result(live, scale).figures),
    [experiment, live, outcomes, result, scale],
  );
  const estimate = useMemo(() => {
    const requests = wantedRuns(experiment, outcomes, scale, result.claims);
    return playEstimate(requests, {
      id,
      keysById,
      isKnown: (key) => outcomes.has(key),
      speeds,
      concurrency: runsAtATime(requests),
    });
  }, [experiment, outcomes, scale, result, id, keysById, speeds]);
  const wanted = provenance.runsWanted;
  const asked = runs.filter(({ state }) => state !== 'cancelled');
  const busy = asked.some(({ state }) => state === 'waiting' || state === 'running');
  // Another experiment may have asked for some of its runs.
  const isPlayed = busy && asked.length >= wanted;
  const complete = provenance.runs === wanted;
  const known = complete || provenance.runs > 0;
  const isDrawn = figures.some(({ series }) => series.some(({ points }) => points.length > 0));
  const before = recorded?.experiments.find((one) => one.id === id);
  return (
    <section className={`card ${styles.experiment}`} id={id} aria-labelledby={`${id}-title`}>
      <header className={styles.head}>
        <h2 className="card-title" id={`${id}-title`}>
          {title}: {subject}
        </h2>
        {wanted > 0 && (
          <button
            type="button"
            className={complete ? 'tool' : 'button'}
            disabled={isPlayed || (busy && complete)}
            title={STRINGS.playTitle(title)}
            onClick={complete ? onRepeat : onPlay}
          >
            {complete ? STRINGS.again : STRINGS.play}
          </button>
        )}
      </header>
      <div className={styles.body}>
        <div className={styles.about}>
          <p>
            <strong>{STRINGS.paper}</strong> {paper}
          </p>
          <p>
            <strong>{STRINGS.expect}</strong> {expectation}
          </p>
          {known && <p className={styles.provenance}>{provenanceText(provenance)}</p>}
          {provenance.settings.length > 0 && (
            <details className={styles.settings}>
              <summary>{STRINGS.settings}</summary>
              <pre>{JSON.stringify(provenance.settings, null, 1)}</pre>
            </details>
          )}
        </div>
        <div className={styles.results}>
          {wanted > 0 && !complete && <PlayState estimate={estimate} runs={asked} isPlayed={isPlayed} />}
          {(known || isDrawn) && (
            <ResultView result={known ? { ...result, figures } : { figures, tables: [], claims: [] }} />
          )}
          {recorded && before && (
            <RecordedResult recorded={before} date={recorded.date} folded={known || isDrawn} />
          )}
        </div>
      </div>
    </section>
  );
}
