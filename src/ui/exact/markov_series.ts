// Chart series of markov's exact frontier and of the runs' points under it.
import type { MarkovWorldView } from '../../session/protocol.ts';
import type { ChartSeries } from '../charts/chart_series.ts';
import { formatNumber } from '../charts/number_format.ts';
import { runName } from '../train/run_name.ts';
import type { DrawnRun } from '../train/step_series.ts';

const LABELS = {
  frontier: 'Exact frontier',
  prior: 'Prior',
  target: 'Target of the current run',
  gamma: (gamma: number) => (Number.isFinite(gamma) ? `γ = ${formatNumber(gamma)}` : 'γ = ∞: the prior'),
  step: (step: number, shortfall: string) => `step ${step}, ${shortfall} below the frontier`,
} as const;

/** The line goes on beyond target and runs, by this factor of the KL. */
const BEYOND = 1.3;

/** @param drawn runs in this world. */
export function markovFrontierSeries(
  { frontier, target }: MarkovWorldView,
  drawn: readonly DrawnRun[],
): ChartSeries[] {
  const runs = drawn.flatMap(({ run }) => run.markovFigures.map(({ kl }) => kl));
  const limit = BEYOND * Math.max(target.kl, ...runs);
  const landmark = (
    id: string,
    label: string,
    { kl, reward }: { kl: number; reward: number },
  ): ChartSeries => ({
    id,
    label,
    colour: '--chart-prior',
    line: 'none',
    marker: id === 'prior' ? 'diamond' : 'star',
    markerSize: 7,
    points: [{ x: kl, y: reward }],
  });
  return [
    {
      id: 'frontier',
      label: LABELS.frontier,
      colour: '--chart-best',
      lineWidth: 1.75,
      points: frontier
        .filter(({ kl }) => kl <= limit)
        .map(({ gamma, kl, reward }) => ({ x: kl, y: reward, note: LABELS.gamma(gamma) })),
    },
    ...drawn.map(
      ({ run, style, isCurrent }): ChartSeries => ({
        id: `run ${run.id}`,
        label: `#${run.id} ${runName(run)}`,
        ...style,
        markerSize: isCurrent ? 4 : 3,
        lineWidth: isCurrent ? 2.5 : 1.5,
        opacity: isCurrent ? 1 : 0.6,
        points: run.markovFigures.map(({ step, kl, reward, bestReward }) => ({
          x: kl,
          y: reward,
          note: LABELS.step(step, formatNumber(bestReward - reward)),
        })),
        inLegend: false,
      }),
    ),
    landmark('prior', LABELS.prior, frontier[0]),
    landmark('target', LABELS.target, target),
  ];
}
