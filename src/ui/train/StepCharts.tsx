// Charts over the run's steps: reward, win-rate, self-normalised KL, and one with a chosen figure.
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { objectives } from '../../objectives/index.ts';
import { type Run, shownRuns } from '../../store/page_state.ts';
import { columnNames } from '../../store/step_log.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import type { ChartSeries } from '../charts/chart_series.ts';
import { formatNumber } from '../charts/number_format.ts';
import type { Smoothing } from '../charts/smoothing.ts';
import { lazyPart } from '../frame/lazy_part.tsx';
import { useCurrentRun, usePage } from '../frame/useStore.ts';
import { diagnosticMetric, isFurtherLine } from './diagnostic_catalogue.ts';
import {
  type ChartedMetric,
  LEARNED_REWARD,
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
  goldDots,
  rewardDots,
  stepSeries,
  winRateSeries,
} from './step_series.ts';

const Glossary = lazyPart(async () => (await import('./Glossary.tsx')).Glossary);

const STRINGS = {
  winRate: 'Win-rate against gold',
  winRateExplanation:
    'How often its answer beats the reference answer: by the reward it trains on, and by an independent judge. If only the first rises, it learns the reward, not the task. Whiskers: 95 %.',
  winRateUnit: 'wins, %',
  choose: 'Figure to show',
  ownFigures: 'The method’s own',
  waiting: 'Measuring the prior…',
  beforeSteps: 'Train: the first step draws here.',
  now: (value: string, step: number) => `: ${value} at step ${step}`,
  overSteps: (label: string) => `${label} over gradient steps`,
} as const;

const STEP_AXIS = { label: 'gradient step', min: 0 } as const;
const WIN_RATE_AXIS = { label: STRINGS.winRateUnit, min: 0, max: 100 } as const;

export interface StepChartsProps {
  /** Chosen figure: its column, or its label if it has no column. */
  readonly figure?: string;
  /** Whether the figure was asked for from elsewhere, and is to be in view. */
  readonly reveals?: boolean;
  readonly onChoose: (figure: string) => void;
}

export function StepCharts({ figure, reveals, onChoose }: StepChartsProps) {
  const runs = usePage(shownRuns);
  const currentRunId = usePage((state) => state.currentRunId);
  const drawn = useMemo(() => drawnRuns(runs, currentRunId, runStyles(runs)), [runs, currentRunId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for `drawn`
  const winRates = useMemo(() => winRateSeries(drawn), [drawnVersion(drawn, 'evaluation')]);
  const chosenChart = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!reveals || figure === undefined) return;
    chosenChart.current?.scrollIntoView({ block: 'center' });
    onChoose(figure);
  }, [reveals, figure, onChoose]);
  return (
    <div className={styles.grid}>
      <section className="card">
        <MetricChart metric={rewardMetric(drawn)} drawn={drawn} />
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
      <section className="card" id="chosen-figure" ref={chosenChart}>
        <ChosenChart drawn={drawn} figure={figure} onChoose={onChoose} />
      </section>
      <Glossary />
    </div>
  );
}

const rewardMetric = (drawn: readonly DrawnRun[]): ChartedMetric =>
  (drawn.find((drawnRun) => drawnRun.isCurrent)?.run.config.reward ?? 'gold') === 'gold'
    ? REWARD
    : LEARNED_REWARD;

interface MetricChartProps {
  readonly metric: ChartedMetric;
  readonly drawn: readonly DrawnRun[];
  /** Replaces the metric's name. */
  readonly title?: ReactNode;
}

function MetricChart({ metric, drawn, title }: MetricChartProps) {
  const [smoothing, setSmoothing] = useState<Smoothing>('strong');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for `drawn`
  const series = useMemo(() => {
    if (metric.kind === 'evaluation') return evaluationSeries(drawn, metric);
    const lines = stepSeries(drawn, metric, smoothing);
    if (metric === LEARNED_REWARD) return [...goldDots(drawn), ...lines, ...rewardDots(drawn)];
    return metric === REWARD ? [...lines, ...rewardDots(drawn)] : lines;
  }, [metric, smoothing, drawnVersion(drawn, metric.kind)]);
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
      smoothing={metric.kind === 'step' ? { value: smoothing, onChange: setSmoothing } : undefined}
      mayBeLogarithmic
      placeholder={metric.kind === 'step' ? STRINGS.beforeSteps : STRINGS.waiting}
    />
  );
}

/** The current run's latest value. Its line comes last, before only the reward's dots. */
function latestText(series: readonly ChartSeries[]): string {
  const latest = series.findLast((entry) => entry.inLegend !== false)?.points.at(-1);
  return latest ? STRINGS.now(formatNumber(latest.y), latest.x) : '';
}

const keyOf = (metric: ChartedMetric) => (metric.kind === 'step' ? metric.column : metric.label);

function ChosenChart({ drawn, figure, onChoose }: StepChartsProps & { readonly drawn: readonly DrawnRun[] }) {
  const run = useCurrentRun();
  const diagnostics = diagnosticMetrics(run);
  const listed = [...OTHER_METRICS, ...diagnostics];
  const named = (key?: string) =>
    [rewardMetric(drawn), SELF_NORMALISED_KL, ...listed].find(
      (candidate) => key !== undefined && keyOf(candidate) === key,
    );
  const metric =
    named(figure) ?? named(run && `diagnostics.${objectives[run.config.method].telling}`) ?? OTHER_METRICS[0];
  // Two figures have separate charts. They are listed only if a term of the equation selected them.
  const first = listed.includes(metric) ? [] : [metric];
  return (
    <MetricChart
      metric={metric}
      drawn={drawn}
      title={
        <select
          className={`select ${styles.chosen}`}
          aria-label={STRINGS.choose}
          value={keyOf(metric)}
          onChange={(event) => onChoose(event.target.value)}
        >
          {[...first, ...OTHER_METRICS].map((option) => (
            <option key={keyOf(option)} value={keyOf(option)}>
              {option.label}
            </option>
          ))}
          {diagnostics.length > 0 && (
            <optgroup label={STRINGS.ownFigures}>
              {diagnostics.map((option) => (
                <option key={keyOf(option)} value={keyOf(option)}>
                  {option.label}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      }
    />
  );
}

function diagnosticMetrics(run: Run | undefined): ChartedMetric[] {
  if (!run) return [];
  return columnNames(run.steps).flatMap((name) =>
    name.startsWith('diagnostics.') && !isFurtherLine(name)
      ? [diagnosticMetric(name as `diagnostics.${string}`)]
      : [],
  );
}
