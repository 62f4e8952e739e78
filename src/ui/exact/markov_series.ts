// Chart series of markov's exact frontier and of the runs' points under it.
import type { MarkovFigures, MarkovWorldView } from '../../session/protocol.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';
import type { DrawnRun } from '../train/step_series.ts';
import { frontierLine, landmark, pointOfStep, priorMark, runPath } from './frontier_parts.ts';

const STRINGS = { target: 'Target of the current run' } as const;

/** The line goes on beyond target and runs, by this factor of the KL. */
const BEYOND = 1.3;

const placeOf = ({ kl, reward }: { readonly kl: number; readonly reward: number }): ChartPoint => ({
  x: kl,
  y: reward,
});

const evaluationPoint = (figures: MarkovFigures): ChartPoint =>
  pointOfStep(figures.step, placeOf(figures), figures.bestReward - figures.reward);

/** @param drawn runs in this world. */
export function markovFrontierSeries(
  { frontier, target }: MarkovWorldView,
  drawn: readonly DrawnRun[],
): ChartSeries[] {
  const runs = drawn.flatMap(({ run }) => run.markovFigures.map(({ kl }) => kl));
  return [
    frontierLine(frontier, BEYOND * Math.max(target.kl, ...runs)),
    ...drawn.map((one) => runPath(one, one.run.markovFigures.map(evaluationPoint))),
    priorMark(placeOf(frontier[0])),
    landmark('posterior', STRINGS.target, '--chart-prior', placeOf(target)),
  ];
}
