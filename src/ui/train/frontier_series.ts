// The frontier as chart series: a line of evaluations per run with 95 % whiskers in both directions, the prior, and the
// best reachable frontier. The latter reweights prior samples with exp(r / gamma).
import type { Evaluation } from '../../experiments/run_outcome.ts';
import { FRONTIER_NAMES } from '../../metrics/frontier.ts';
import type { ExactWorld, FrontierPoint } from '../../session/protocol.ts';
import type { ReadClusterRun } from '../../store/cluster_runs.ts';
import type { Run } from '../../store/page_state.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';
import { clusterSeries } from './cluster/cluster_series.ts';
import { toPoint } from './frontier_point.ts';
import { type RunStyle, runNames } from './run_name.ts';
import { GOLD_STYLE } from './step_series.ts';

const FRONTIER_LABELS = {
  prior: 'Prior',
  best: FRONTIER_NAMES.reachable,
  exact: 'Exact frontier (no policy lies above it)',
  gold: 'Gold reward of the current run, which trains on a learned one',
} as const;

/** Earlier runs show whiskers only at their latest point: those of five runs would hide each other. */
const withoutWhiskers = (evaluation: Evaluation, index: number, all: readonly Evaluation[]): ChartPoint => {
  const point = toPoint(evaluation);
  return index === all.length - 1 ? point : { x: point.x, y: point.y, note: point.note };
};

function bestSeries(points: readonly FrontierPoint[]): ChartSeries {
  const isExact = points.every(({ standardError }) => standardError === undefined);
  const trusted = points.toSorted((a, b) => a.kl - b.kl);
  return {
    id: 'best',
    label: isExact ? FRONTIER_LABELS.exact : FRONTIER_LABELS.best,
    colour: '--chart-best',
    line: isExact ? 'solid' : 'dashed',
    lineWidth: 1.5,
    points: trusted.map(({ kl, reward, gamma, standardError }) => ({
      x: kl,
      y: reward,
      note: [`γ = ${gamma.toPrecision(2)}`, standardError && `standard error ${standardError.toPrecision(2)}`]
        .filter(Boolean)
        .join(', '),
    })),
  };
}

/** Multiple of the posterior's KL up to which the frontier is drawn, unless a run went further. */
const FARTHEST = 1.6;

/** The exact frontier, up to a point beyond the posterior and the farthest run. */
function exactSeries({ frontier, logPosterior, logPrior }: ExactWorld, farthestRun: number): ChartSeries {
  const posteriorKl = logPosterior.reduce((sum, l, i) => sum + Math.exp(l) * (l - logPrior[i]), 0);
  const farthest = Math.max(FARTHEST * posteriorKl, farthestRun);
  const shown = 1 + frontier.filter(({ kl }) => kl <= farthest).length;
  return {
    id: 'best',
    label: FRONTIER_LABELS.exact,
    colour: '--chart-best',
    lineWidth: 1.5,
    points: frontier.slice(0, shown).map(({ kl, reward, gamma }) => ({
      x: kl,
      y: reward,
      note: Number.isFinite(gamma) ? `γ = ${gamma.toPrecision(2)}` : 'the prior',
    })),
  };
}

/** Changes only when the frontier's drawing does; a run also changes with every step and weighed group. */
export function frontierVersion(runs: readonly Run[], currentRunId: number): string {
  const names = runNames(runs);
  const drawn = runs.map((run) => [run.id, run.hidden, names.get(run.id), run.evaluations.length].join(' '));
  const best = runs.find((run) => run.id === currentRunId)?.bestFrontier;
  const bestPart = best?.map(({ kl, reward }) => `${kl} ${reward}`).join(' ');
  const exactPart = runs.find((run) => run.id === currentRunId)?.exactWorld?.logPartition;
  return [currentRunId, bestPart, exactPart, ...drawn].join(', ');
}

export function frontierSeries(
  runs: readonly Run[],
  currentRunId: number,
  styles: ReadonlyMap<number, RunStyle>,
  clusterRuns: readonly ReadClusterRun[] = [],
): ChartSeries[] {
  const current = runs.find((run) => run.id === currentRunId);
  if (!current) return [];
  const series: ChartSeries[] = [];
  const names = runNames(runs);
  const drawn = runs.filter((run) => !run.hidden && run.config.task === current.config.task);
  const elsewhere = clusterSeries(clusterRuns, current.config);
  const farthest = Math.max(
    0,
    ...drawn.flatMap((run) => run.evaluations.map(({ kl }) => kl.mean)),
    ...elsewhere.flatMap(({ points }) => points.map(({ x }) => x)),
  );
  if (current.exactWorld) series.push(exactSeries(current.exactWorld, farthest));
  else if (current.bestFrontier.length > 0) series.push(bestSeries(current.bestFrontier));
  for (const run of drawn) {
    if (run.evaluations.length === 0) continue;
    const isCurrent = run.id === currentRunId;
    series.push({
      id: `run ${run.id}`,
      label: `#${run.id} ${names.get(run.id)}`,
      ...styles.get(run.id)!,
      markerSize: isCurrent ? 4 : 3,
      lineWidth: isCurrent ? 2.5 : 1.75,
      opacity: isCurrent ? 1 : 0.7,
      points: isCurrent ? run.evaluations.map(toPoint) : run.evaluations.map(withoutWhiskers),
      inLegend: false,
    });
  }
  series.push(...elsewhere);
  if (current.config.reward !== 'gold' && drawn.includes(current)) {
    series.push({
      id: 'gold',
      ...GOLD_STYLE,
      label: FRONTIER_LABELS.gold,
      points: current.evaluations.map((evaluation) =>
        toPoint({ ...evaluation, reward: evaluation.goldReward }),
      ),
    });
  }
  const prior = current.evaluations.find((evaluation) => evaluation.step === 0);
  if (prior) {
    series.push({
      id: 'prior',
      label: FRONTIER_LABELS.prior,
      colour: '--chart-prior',
      line: 'none',
      marker: 'diamond',
      markerSize: 7,
      points: [toPoint(prior)],
    });
  }
  return series;
}
