// Runs that a cluster went on with, beside the page's own: points of the same frontier that nothing here has computed.
import type { ReturnedRun } from '../own/export/read_cluster_run.ts';
import type { ClusterPoint } from '../own/export/read_metrics.ts';

/** Its points are those after the run left the page. */
export interface ReadClusterRun extends Pick<ReturnedRun, 'config' | 'computedOn'> {
  readonly id: number;
  readonly leftAtStep: number;
  readonly points: readonly ClusterPoint[];
}

export type ClusterRunEvent =
  | { readonly type: 'cluster-run-read'; readonly run: Omit<ReadClusterRun, 'id'> }
  | { readonly type: 'cluster-run-removed'; readonly clusterRunId: number };

/** What the files tell a run by: a later state of it takes the place of the earlier one. */
const keyOf = ({ config, leftAtStep, computedOn }: Omit<ReadClusterRun, 'id'>): string =>
  JSON.stringify([config, leftAtStep, computedOn]);

export function reduceClusterRuns(
  runs: readonly ReadClusterRun[],
  event: ClusterRunEvent,
): readonly ReadClusterRun[] {
  if (event.type === 'cluster-run-removed') return runs.filter(({ id }) => id !== event.clusterRunId);
  const known = runs.find((run) => keyOf(run) === keyOf(event.run));
  const id = known?.id ?? 1 + Math.max(0, ...runs.map((run) => run.id));
  return [...runs.filter((run) => run !== known), { ...event.run, id }].sort((a, b) => a.id - b.id);
}

/** "steps 24 to 40", or "step 40" alone. */
export function stepsText({ points }: Pick<ReadClusterRun, 'points'>): string {
  const [first, last] = [points[0].step, points[points.length - 1].step];
  return first === last ? `step ${last}` : `steps ${first} to ${last}`;
}

/** The run as the frontier draws it. Throws a sentence where no cluster has gone on with it. */
export function pointsElsewhere({
  config,
  computedOn,
  leftAtStep,
  points,
}: ReturnedRun): Omit<ReadClusterRun, 'id'> {
  const later = points.filter(({ step }) => leftAtStep !== undefined && step > leftAtStep);
  if (leftAtStep === undefined || later.length === 0)
    throw new Error(
      'no point is later than the run here (expected a folder that train_brain.py wrote, such as continued/)',
    );
  return { config, computedOn, leftAtStep, points: later };
}
