// Runs over steps as chart series. All runs are smoothed as chosen; the current run's raw values are thin behind its line.
import type { Evaluation } from '../../experiments/run_outcome.ts';
import { normalInterval } from '../../math/statistics.ts';
import { decimated, movingAverage } from '../../metrics/series.ts';
import type { Run } from '../../store/page_state.ts';
import { column } from '../../store/step_log.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';
import { SMOOTHING_STEPS, type Smoothing } from '../charts/smoothing.ts';
import type { ChartedMetric, EvaluationMetric, StepMetric } from './metric_catalogue.ts';
import type { RunStyle } from './run_name.ts';

const MAX_POINTS = 400;
const PER_BATCH = 'per batch';
/** Style of the gold reward in runs that train on a learned one. */
export const GOLD_STYLE = {
  label: 'gold reward',
  colour: '--chart-judge',
  line: 'dashed',
  lineWidth: 1.5,
  marker: 'diamond',
} as const;

export interface DrawnRun {
  readonly run: Run;
  readonly style: RunStyle;
  readonly isCurrent: boolean;
}

export function drawnRuns(
  runs: readonly Run[],
  currentRunId: number,
  styles: ReadonlyMap<number, RunStyle>,
): DrawnRun[] {
  const task = runs.find((run) => run.id === currentRunId)?.config.task;
  return runs
    .filter((run) => !run.hidden && run.config.task === task)
    .map((run) => ({ run, style: styles.get(run.id)!, isCurrent: run.id === currentRunId }));
}

/** Changes only when these charts' drawing does; a run also changes for reasons that they do not show. */
export function drawnVersion(drawn: readonly DrawnRun[], kind: ChartedMetric['kind']): string {
  return drawn
    .map(({ run, style, isCurrent }) => {
      const evaluations = run.evaluations.length;
      const steps = kind === 'step' ? run.steps.length : 0;
      return [run.id, isCurrent, style.colour, style.line, evaluations, steps].join(' ');
    })
    .join(', ');
}

const lineOf = (
  { run, style, isCurrent }: DrawnRun,
  points: readonly ChartPoint[],
  label: string,
): ChartSeries => ({
  id: `run ${run.id}`,
  label: isCurrent ? label : `#${run.id}`,
  colour: style.colour,
  line: style.line,
  lineWidth: isCurrent ? 2 : 1.5,
  opacity: isCurrent ? 1 : 0.6,
  points,
  inLegend: isCurrent,
});

export function stepSeries(
  drawn: readonly DrawnRun[],
  { column: name, scale = 1, others = [], lineLabel = 'smoothed' }: StepMetric,
  smoothing: Smoothing,
): ChartSeries[] {
  return drawn.flatMap((drawnRun) => {
    const steps = column(drawnRun.run.steps, 'step');
    const values = column(drawnRun.run.steps, name);
    if (values.length === 0) return [];
    const smooth = (raw: Float64Array) =>
      thinned(steps, movingAverage(raw, SMOOTHING_STEPS[smoothing]), scale);
    const unsmoothed = smoothing === 'off' && others.length === 0;
    const line = lineOf(drawnRun, smooth(values), unsmoothed ? PER_BATCH : lineLabel);
    if (!drawnRun.isCurrent || unsmoothed) return [line];
    if (others.length > 0)
      return [
        ...others.map((other) => ({
          ...line,
          id: `${other.label} ${drawnRun.run.id}`,
          label: other.label,
          line: other.line,
          lineWidth: 1.5,
          points: smooth(column(drawnRun.run.steps, other.column)),
        })),
        line,
      ];
    const raw: ChartSeries = {
      id: `raw ${drawnRun.run.id}`,
      label: PER_BATCH,
      colour: '--chart-raw',
      lineWidth: 1,
      points: thinned(steps, values, scale),
    };
    return [raw, line];
  });
}

export function evaluationSeries(
  drawn: readonly DrawnRun[],
  metric: Pick<EvaluationMetric, 'value' | 'estimate'>,
): ChartSeries[] {
  return drawn.map((drawnRun) => ({
    ...lineOf(
      drawnRun,
      drawnRun.run.evaluations.map((evaluation) => evaluationPoint(evaluation, metric)),
      'evaluation',
    ),
    marker: drawnRun.isCurrent ? 'circle' : 'none',
  }));
}

function evaluationPoint(
  evaluation: Evaluation,
  { value, estimate }: Pick<EvaluationMetric, 'value' | 'estimate'>,
) {
  const measured = estimate?.(evaluation);
  const interval = measured && normalInterval(measured);
  return { x: evaluation.step, y: value(evaluation), yLow: interval?.low, yHigh: interval?.high };
}

/** The reward chart's dots: evaluations of the current run, beside its batches. */
export function rewardDots(drawn: readonly DrawnRun[]): ChartSeries[] {
  return evaluationSeries(
    drawn.filter((drawnRun) => drawnRun.isCurrent),
    { value: (evaluation) => evaluation.reward.mean, estimate: (evaluation) => evaluation.reward },
  ).map((series) => ({ ...series, id: 'evaluations', line: 'none' }));
}

/** The gold reward of the same responses, beside a learned one. */
export function goldDots(drawn: readonly DrawnRun[]): ChartSeries[] {
  return evaluationSeries(
    drawn.filter((drawnRun) => drawnRun.isCurrent),
    { value: (evaluation) => evaluation.goldReward.mean, estimate: (evaluation) => evaluation.goldReward },
  ).map((series) => ({ ...series, ...GOLD_STYLE, id: 'gold' }));
}

/** Win-rates against the gold response in per cent, with Wilson intervals for the current run. */
export function winRateSeries(drawn: readonly DrawnRun[]): ChartSeries[] {
  return drawn.flatMap((drawnRun) => {
    const byReward = lineOf(
      drawnRun,
      drawnRun.run.evaluations.flatMap((e) => winRatePoint(e, 'winRate', drawnRun.isCurrent) ?? []),
      'by the reward',
    );
    if (!drawnRun.isCurrent) return [byReward];
    const byJudge: ChartSeries = {
      id: 'judge',
      label: 'by the judge',
      colour: '--chart-judge',
      line: 'dashed',
      lineWidth: 1.5,
      marker: 'triangle',
      points: drawnRun.run.evaluations.flatMap((e) => winRatePoint(e, 'judgeWinRate', true) ?? []),
    };
    return [byJudge, { ...byReward, marker: 'circle' }];
  });
}

function winRatePoint(
  evaluation: Evaluation,
  key: 'winRate' | 'judgeWinRate',
  whiskers: boolean,
): ChartPoint | undefined {
  const winRate = evaluation[key];
  if (!winRate) return undefined; // nobody judges a task of the visitor's own
  const { rate, low, high, wins, total } = winRate;
  return {
    x: evaluation.step,
    y: 100 * rate,
    yLow: whiskers ? 100 * low : undefined,
    yHigh: whiskers ? 100 * high : undefined,
    note: `${wins} of ${total}`,
  };
}

/** Reduces the number of points; spikes stay visible. */
function thinned(x: Float64Array, y: Float64Array, scale: number): ChartPoint[] {
  return decimated(y, MAX_POINTS).map((i) => ({ x: x[i], y: scale * y[i] }));
}
