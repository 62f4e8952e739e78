// The run over its steps: reward, win-rate, the self-normalised KL, and one chart of the reader's choice.
import { type ReactNode, useMemo, useState } from 'react';
import type { Run } from '../../store/page_state.ts';
import { columnNames } from '../../store/step_log.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import type { ChartSeries } from '../charts/chart_series.ts';
import { formatNumber } from '../charts/number_format.ts';
import { useCurrentRun, usePage } from '../useStore.ts';
import {
  type ChartedMetric,
  diagnosticMetric,
  OTHER_METRICS,
  REWARD,
  SELF_NORMALISED_KL,
} from './metric_catalogue.ts';
import { runStyles } from './run_name.ts';
import styles from './StepCharts.module.css';
import {
  type DrawnRun,
  drawnRuns,
  drawnVersion,
  evaluationSeries,
  rewardDots,
  stepSeries,
  winRateSeries,
} from './step_series.ts';

const STRINGS = {
  winRate: 'Win-rate against gold',
  winRateExplanation:
    'Share of validation prompts on which the policy’s response beats the gold one, by the training reward and by a judge that looks at other features. 95 % Wilson intervals, clustered by prompt.',
  winRateUnit: 'wins, %',
  choose: 'Figure to show',
  ownFigures: 'The method’s own',
  waiting: 'Measuring the prior…',
  beforeSteps: 'Press Play: the first step draws here.',
  now: (value: string, step: number) => `: ${value} at step ${step}`,
  overSteps: (label: string) => `${label} over gradient steps`,
} as const;

const STEP_AXIS = { label: 'gradient step', min: 0 } as const;
const WIN_RATE_AXIS = { label: STRINGS.winRateUnit, min: 0, max: 100 } as const;

export function StepCharts() {
  const runs = usePage((state) => state.runs);
  const currentRunId = usePage((state) => state.currentRunId);
  const drawn = useMemo(() => drawnRuns(runs, currentRunId, runStyles(runs)), [runs, currentRunId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for `drawn`
  const winRates = useMemo(() => winRateSeries(drawn), [drawnVersion(drawn, 'evaluation')]);
  return (
    <div className={styles.grid}>
      <section className="card">
        <MetricChart metric={REWARD} drawn={drawn} />
      </section>
      <section className="card">
        <ChartFigure
          title={STRINGS.winRate}
          explanation={STRINGS.winRateExplanation}
          fileName="win-rate"
          label={STRINGS.overSteps(STRINGS.winRate)}
          series={winRates}
          x={STEP_AXIS}
          y={WIN_RATE_AXIS}
          placeholder={STRINGS.waiting}
        />
      </section>
      <section className="card">
        <MetricChart metric={SELF_NORMALISED_KL} drawn={drawn} />
      </section>
      <section className="card">
        <ChosenChart drawn={drawn} />
      </section>
    </div>
  );
}

interface MetricChartProps {
  readonly metric: ChartedMetric;
  readonly drawn: readonly DrawnRun[];
  /** Instead of the metric's name. */
  readonly title?: ReactNode;
}

function MetricChart({ metric, drawn, title }: MetricChartProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for `drawn`
  const series = useMemo(() => {
    if (metric.kind === 'evaluation') return evaluationSeries(drawn, metric);
    const lines = stepSeries(drawn, metric);
    return metric === REWARD ? [...lines, ...rewardDots(drawn)] : lines;
  }, [metric, drawnVersion(drawn, metric.kind)]);
  const y = useMemo(() => ({ label: metric.unit }), [metric]);
  return (
    <ChartFigure
      title={title ?? metric.label}
      explanation={metric.explanation}
      fileName={metric.label.toLowerCase().replaceAll(' ', '-')}
      label={`${STRINGS.overSteps(metric.label)}${latestText(series)}`}
      series={series}
      x={STEP_AXIS}
      y={y}
      placeholder={metric.kind === 'step' ? STRINGS.beforeSteps : STRINGS.waiting}
    />
  );
}

/** The current run's latest value: its line comes last, but for the reward's dots. */
function latestText(series: readonly ChartSeries[]): string {
  const latest = series.findLast((one) => one.inLegend !== false)?.points.at(-1);
  return latest ? STRINGS.now(formatNumber(latest.y), latest.x) : '';
}

function ChosenChart({ drawn }: { readonly drawn: readonly DrawnRun[] }) {
  const [label, setLabel] = useState(OTHER_METRICS[0].label);
  const own = ownMetrics(useCurrentRun());
  const metric = [...OTHER_METRICS, ...own].find((one) => one.label === label) ?? OTHER_METRICS[0];
  return (
    <MetricChart
      metric={metric}
      drawn={drawn}
      title={
        <select
          className={`select ${styles.chosen}`}
          aria-label={STRINGS.choose}
          value={metric.label}
          onChange={(event) => setLabel(event.target.value)}
        >
          {OTHER_METRICS.map((one) => (
            <option key={one.label}>{one.label}</option>
          ))}
          {own.length > 0 && (
            <optgroup label={STRINGS.ownFigures}>
              {own.map((one) => (
                <option key={one.label}>{one.label}</option>
              ))}
            </optgroup>
          )}
        </select>
      }
    />
  );
}

const metricOf = new Map<string, ChartedMetric>();

/** The same object for the same figure, so that a chart redraws only when its numbers change. */
function ownMetrics(run: Run | undefined): ChartedMetric[] {
  if (!run) return [];
  return columnNames(run.steps).flatMap((name) => {
    if (!name.startsWith('diagnostics.')) return [];
    const column = name as `diagnostics.${string}`;
    const known = metricOf.get(column) ?? diagnosticMetric(column);
    metricOf.set(column, known);
    return [known];
  });
}
