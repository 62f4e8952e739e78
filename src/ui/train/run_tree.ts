// Runs as a tree: a fork stands below the run that it left.
import type { Run } from '../../store/page_state.ts';

export interface RunBranch<R> {
  readonly run: R;
  /** In the order in which they left, the earliest step first. */
  readonly forks: readonly RunBranch<R>[];
}

type Branching = Pick<Run, 'id' | 'kept'>;

const stepOf = ({ kept }: Branching): number => kept?.parent?.step ?? 0;

/** The newest run first. A fork whose run is gone, or that comes back to itself, stands alone. */
export function runTree<R extends Branching>(runs: readonly R[]): RunBranch<R>[] {
  const byKey = new Map(runs.flatMap((run) => (run.kept ? [[run.kept.key, run] as const] : [])));
  const parentOf = (run: R) => (run.kept?.parent ? byKey.get(run.kept.parent.key) : undefined);
  const rootOf = (run: R): R => {
    const seen = new Set([run]);
    let at = run;
    for (let parent = parentOf(at); parent; parent = parentOf(at)) {
      if (seen.has(parent)) return run;
      seen.add(parent);
      at = parent;
    }
    return at;
  };
  const isRoot = (run: R) => rootOf(run) === run;
  const branch = (run: R): RunBranch<R> => ({
    run,
    forks: runs
      .filter((fork) => parentOf(fork) === run && !isRoot(fork))
      .toSorted((a, b) => stepOf(a) - stepOf(b) || a.id - b.id)
      .map(branch),
  });
  return runs.filter(isRoot).toReversed().map(branch);
}
