// Chart of the exact frontier, which no policy can cross, and the runs' exact points under it.
import { useMemo, useState } from 'react';
import type { ExactWorld } from '../../session/protocol.ts';
import type { Run } from '../../store/page_state.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { formatNumber } from '../charts/number_format.ts';
import type { DrawnRun } from '../train/step_series.ts';
import { Term } from '../words/Term.tsx';
import { exactFrontierSeries, klInView } from './frontier_series.ts';

const STRINGS = {
  title: 'The exact frontier',
  explanation: (
    <>
      The line: the <Term name="frontier">most reward possible</Term> for that much <Term name="drift" />.
      Each dot is one test of a run, without error. The star is where the run’s own <Term name="gamma" />{' '}
      leads.
    </>
  ),
  whole: 'Whole line',
  wholeTitle: 'Show the frontier up to where the reward can rise no further',
  x: 'drift: KL(policy ‖ prior), nats',
  y: { label: 'expected reward' },
  label: (step: number, reward: string, kl: string, shortfall: string) =>
    `The exact frontier: at step ${step} expected reward ${reward} at KL ${kl} nats, ${shortfall} below it`,
} as const;

export interface FrontierProps {
  readonly world: ExactWorld;
  readonly run: Run;
  readonly drawn: readonly DrawnRun[];
}

export function Frontier({ world, run, drawn }: FrontierProps) {
  const { gamma } = run.config;
  const [whole, setWhole] = useState(false);
  const [series, x] = useMemo(() => {
    const max = whole ? undefined : klInView(world, drawn);
    return [exactFrontierSeries(world, gamma, drawn, max), { label: STRINGS.x, min: 0, max }] as const;
  }, [world, gamma, drawn, whole]);
  const latest = run.exactEvaluations.at(-1);
  return (
    <section className="card">
      <ChartFigure
        title={STRINGS.title}
        explanation={STRINGS.explanation}
        fileName="exact-frontier"
        label={
          latest
            ? STRINGS.label(
                latest.step,
                formatNumber(latest.metrics.expectedReward),
                formatNumber(latest.metrics.klPolicyPrior),
                formatNumber(latest.rewardShortfall),
              )
            : STRINGS.title
        }
        series={series}
        x={x}
        y={STRINGS.y}
        height="large"
        hover="point"
        legend
      >
        <button
          type="button"
          className="tool"
          aria-pressed={whole}
          title={STRINGS.wholeTitle}
          onClick={() => setWhole(!whole)}
        >
          {STRINGS.whole}
        </button>
      </ChartFigure>
    </section>
  );
}
