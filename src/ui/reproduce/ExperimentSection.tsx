// One experiment: the paper's setup, the expectation, Play, and all results so far.
import { useMemo, useState } from 'react';
import { summaryOf } from '../../experiments/claims.ts';
import type { Experiment, Outcomes, ResultFigure } from '../../experiments/experiment.ts';
import type { LlmJudge } from '../../experiments/llm_judge.ts';
import { figureSvg, whiskersText } from '../../experiments/report/figure_svg.ts';
import { provenanceText, reportExperiment } from '../../experiments/report/report.ts';
import { costOf } from '../../experiments/run_cost.ts';
import type { QueuedRun } from '../../experiments/run_queue.ts';
import type { Scale } from '../../experiments/scale.ts';
import { outcomesSelector, sameOutcomes } from '../../store/outcomes_selector.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { download } from '../charts/chart_files.ts';
import { Claims } from './Claims.tsx';
import { NumberTable } from './NumberTable.tsx';
import styles from './ReproducePage.module.css';
import { chartOf } from './series.ts';

const STRINGS = {
  paper: 'The paper.',
  expect: 'What to expect here.',
  play: 'Play',
  playTitle: (name: string) => `Run ${name}`,
  again: 'Run this again',
  waiting: 'Nothing has been computed yet.',
  computing: (done: number, all: number) => `${done} of ${all} runs`,
  outcome: (summary: string) => `${summary[0].toUpperCase()}${summary.slice(1)}.`,
  settings: 'Settings of all runs',
  svg: 'SVG',
  svgTitle: 'Download the figure as a drawing',
  explanation: (whiskers: string) => `Computed in this browser${whiskers && `; ${whiskers}`}.`,
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
  readonly onPlay: () => void;
  readonly onRepeat: () => void;
}

export function ExperimentSection(props: ExperimentSectionProps) {
  const { experiment, scale, keys, llm, runs, onPlay, onRepeat } = props;
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
  const drawn = figures.filter(({ series }) => series.some(({ points }) => points.length > 0));
  const wanted = provenance.runsWanted;
  const busy = runs.some(({ state }) => state === 'waiting' || state === 'running');
  const complete = provenance.runs === wanted;
  const known = complete || provenance.runs > 0;
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
            disabled={busy}
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
          {wanted > 0 && (busy || !known) && (
            <Progress runs={runs} wanted={wanted} finished={provenance.runs} />
          )}
          {drawn.map((figure) => (
            <div key={figure.id}>
              <Figure figure={figure} />
            </div>
          ))}
          {known && result.tables.map((table) => <NumberTable key={table.title} table={table} />)}
          {known && result.claims.length > 0 && (
            <div>
              <p className={styles.outcome}>{STRINGS.outcome(summaryOf(result.claims))}</p>
              <Claims claims={result.claims} />
            </div>
          )}
        </div>
      </div>
    </section>
  );
}

function Progress(props: {
  readonly runs: readonly QueuedRun[];
  readonly wanted: number;
  readonly finished: number;
}) {
  const { runs, wanted, finished } = props;
  if (runs.length === 0) return <p className={styles.provenance}>{STRINGS.waiting}</p>;
  const cost = runs.reduce((sum, { request }) => sum + costOf(request), 0);
  const spent = runs.reduce((sum, { request, done }) => sum + done * costOf(request), 0);
  return (
    <p className={styles.progress}>
      <progress max={1} value={spent / cost} aria-label={STRINGS.computing(finished, wanted)} />
      {STRINGS.computing(finished, wanted)}
    </p>
  );
}

function Figure({ figure }: { readonly figure: ResultFigure }) {
  const { series, x, y } = useMemo(() => chartOf(figure), [figure]);
  const saveSvg = () =>
    download(`${figure.id}.svg`, new Blob([figureSvg(figure)], { type: 'image/svg+xml' }));
  return (
    <ChartFigure
      title={figure.title}
      explanation={STRINGS.explanation(whiskersText(figure))}
      fileName={figure.id}
      label={`${figure.title}: ${figure.y.label} over ${figure.x.label}`}
      series={series}
      x={x}
      y={y}
      height="large"
      hover="point"
      legend
    >
      <button type="button" className="tool" title={STRINGS.svgTitle} onClick={saveSvg}>
        {STRINGS.svg}
      </button>
    </ChartFigure>
  );
}
