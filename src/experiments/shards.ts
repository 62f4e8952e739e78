// The parts of a report that several machines compute. A run's part depends on the command alone, and not on what is
// done. So parts that start at different times neither overlap nor leave a run out.
import type { Experiment } from './experiment.ts';
import { costOf } from './run_cost.ts';
import type { RunRequest } from './run_outcome.ts';
import { planFor, type Scale, uniqueRequests } from './scale.ts';

export interface Shard {
  /** 1..of. */
  readonly part: number;
  readonly of: number;
}

/**
 * The keys of a part. Each look's runs are dealt out from the most expensive on, each to the part with the least cost so
 * far. The largest part then exceeds the mean by at most one run (Graham 1969).
 */
export function shardKeys(
  experiments: readonly Experiment[],
  scale: Scale,
  { part, of }: Shard,
): ReadonlySet<string> {
  const keys = new Set<string>();
  const spent = Array.from({ length: of }, () => 0);
  for (const ofLook of requestsByLook(experiments, scale)) {
    const byCost = ofLook.sort((a, b) => costOf(b) - costOf(a) || (a.key < b.key ? -1 : 1));
    for (const request of byCost) {
      const least = spent.indexOf(Math.min(...spent));
      spent[least] += costOf(request);
      if (least === part - 1) keys.add(request.key);
    }
  }
  return keys;
}

/** The requests by the first look that needs them; tasks with a fixed number of seeds have one look. */
function requestsByLook(experiments: readonly Experiment[], scale: Scale): RunRequest[][] {
  const byLook = (scale.looks ?? [scale.seeds.length]).map((): RunRequest[] => []);
  for (const request of uniqueRequests(experiments.flatMap((experiment) => experiment.requests(scale)))) {
    const { seeds, looks = [seeds.length] } = planFor(scale, request.config.task);
    byLook[looks.findIndex((look) => seeds.indexOf(request.config.seed) < look)].push(request);
  }
  return byLook;
}

/** "2/8". */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [part, of] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (part < 1 || part > of || of > 1000)
    throw new Error(`invalid shard: ${text} (expected i/n with i in 1..n and n in 1..1000)`);
  return { part, of };
}
