// Points that a cluster computed, as series of the frontier: rings, whatever the method's own mark.
import type { RunConfig } from '../../../config/schema.ts';
import { objectives } from '../../../objectives/index.ts';
import { frontierProblem } from '../../../own/export/frontier_problem.ts';
import type { ReadClusterRun } from '../../../store/cluster_runs.ts';
import type { ChartSeries } from '../../charts/chart_series.ts';
import { methodColour } from '../../methods/method_styles.ts';
import { toPoint } from '../frontier_point.ts';

/** Ids of such series begin with it. */
export const CLUSTER_SERIES = 'cluster ';

export const clusterRunName = ({ id, config }: ReadClusterRun): string =>
  `computed elsewhere: ${objectives[config.method].label}${id > 1 ? ` (${id})` : ''}`;

export const clusterRunStyle = ({ config }: ReadClusterRun) =>
  ({ colour: methodColour(config.method, 0), line: 'dotted', marker: 'ring' }) as const;

/** Those that stand on the frontier of the run that is shown. */
export const clusterSeries = (runs: readonly ReadClusterRun[], shown: RunConfig): ChartSeries[] =>
  runs
    .filter((run) => frontierProblem(run, shown) === undefined)
    .map((run) => ({
      id: `${CLUSTER_SERIES}${run.id}`,
      label: clusterRunName(run),
      ...clusterRunStyle(run),
      markerSize: 4.5,
      lineWidth: 1.75,
      points: run.points.map((point) => {
        const drawn = toPoint(point);
        return { ...drawn, note: `${drawn.note}, on ${run.computedOn}` };
      }),
    }));
