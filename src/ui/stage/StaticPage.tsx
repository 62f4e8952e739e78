// The page before any script runs: header, what it is about, and the recorded run. The build writes it into index.html.
import { taskCards } from '../../tasks/task.ts';
import { LEDE } from './lede.ts';
import { RecordedChart } from './RecordedChart.tsx';
import type { RecordedRun } from './recorded_run.ts';
import { StageText } from './StageText.tsx';

const STRINGS = {
  name: 'BRAIn Playground',
  start: 'Starting model',
  now: 'Model now',
  after: (steps: number) => `after ${steps} steps`,
  reward: 'Reward',
  chart: 'Reward against drift',
  line: 'Grey line: best possible',
  recorded: (seed: number) => `recorded, seed ${seed}`,
  loading: 'Loading…',
  late: 'The page’s program has not arrived after 10 s. Reload the page to ask for it again.',
} as const;

export function StaticPage({ run }: { readonly run: RecordedRun }) {
  const badge = <span className="stage-badge">{STRINGS.recorded(run.seed)}</span>;
  return (
    <>
      <header className="still-header">
        <h1>{STRINGS.name}</h1>
      </header>
      <main className="still-main">
        <div className="train-page">
          <div className="stage-transport stage-transport-still">
            <button type="button" className="button primary" disabled>
              {STRINGS.loading}
            </button>
            <p className="still-late">{STRINGS.late}</p>
          </div>
          <p className="stage-lede">{LEDE}</p>
          <div className="stage">
            <StageText
              pair={run.pairs[0]}
              start={STRINGS.start}
              now={
                <>
                  {STRINGS.now} <span className="stage-step">{STRINGS.after(run.steps)}</span>
                </>
              }
              reward={STRINGS.reward}
              paysFor={taskCards[run.task].paysFor}
            >
              {badge}
            </StageText>
            <section className="stage-chart" aria-label={STRINGS.chart}>
              <div className="stage-head">
                <h2>{STRINGS.chart}</h2>
              </div>
              <RecordedChart run={run} />
              <p className="stage-legend">{STRINGS.line}</p>
            </section>
          </div>
        </div>
      </main>
    </>
  );
}
