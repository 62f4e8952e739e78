// Three divergences over gradient steps, without sampling error.
import { useMemo, useState } from 'react';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { formatNumber } from '../charts/number_format.ts';
import type { DrawnRun } from '../train/step_series.ts';
import { DIVERGENCES, divergenceSeries } from './step_series.ts';
import { currentOf } from './useExactRuns.ts';

const STRINGS = {
  title: 'Missed, wasted and drift over steps',
  explanation:
    'BRAIn should bring missed and wasted down to 0. Drift rises to the target’s own. Thin lines: other runs of this task.',
  logarithmic: 'Log scale',
  logarithmicTitle: 'Logarithmic vertical axis',
  label: (step: number, kl: string) =>
    `Divergences over gradient steps: ${DIVERGENCES.klPosteriorPolicy.label} ${kl} nats at step ${step}`,
  placeholder: 'Enumerating the starting model…',
} as const;

const STEP_AXIS = { label: 'gradient step', min: 0 } as const;

export function Divergences({ drawn }: { readonly drawn: readonly DrawnRun[] }) {
  const [logarithmic, setLogarithmic] = useState(false);
  const series = useMemo(() => divergenceSeries(drawn, logarithmic), [drawn, logarithmic]);
  const y = useMemo(
    () =>
      logarithmic
        ? ({ label: 'nats', scale: 'logarithmic' } as const)
        : ({ label: 'nats', scale: 'linear', min: 0 } as const),
    [logarithmic],
  );
  const latest = currentOf(drawn)?.exactEvaluations.at(-1);
  return (
    <section className="card">
      <ChartFigure
        title={STRINGS.title}
        explanation={STRINGS.explanation}
        fileName="exact-divergences"
        label={
          latest ? STRINGS.label(latest.step, formatNumber(latest.metrics.klPosteriorPolicy)) : STRINGS.title
        }
        series={series}
        x={STEP_AXIS}
        y={y}
        height="large"
        hover="point"
        placeholder={STRINGS.placeholder}
      >
        <button
          type="button"
          className="tool"
          aria-pressed={logarithmic}
          title={STRINGS.logarithmicTitle}
          onClick={() => setLogarithmic(!logarithmic)}
        >
          {STRINGS.logarithmic}
        </button>
      </ChartFigure>
    </section>
  );
}
