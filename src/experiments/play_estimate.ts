// What Play on an experiment would cost: the runs that are missing, those that other experiments want too, and the time.
import { sum } from '../math/statistics.ts';
import type { ExperimentId } from './experiment.ts';
import { costOf, RECORDED_SECONDS_PER_PASS, type Speeds } from './run_cost.ts';
import type { RunRequest } from './run_outcome.ts';

export interface PlayEstimate {
  readonly wanted: number;
  readonly missing: number;
  /** Wanted runs that another experiment wants too. */
  readonly shared: number;
  /** Those experiments, the one that shares most first. */
  readonly sharedWith: readonly ExperimentId[];
  /** Wall clock of the missing runs. */
  readonly seconds: number;
  /** Whether it goes by runs that are known, and not by a recorded machine. */
  readonly isMeasured: boolean;
}

export interface EstimateOptions {
  /** Absent: it is none of those that share. */
  readonly id?: ExperimentId;
  readonly isKnown: (key: string) => boolean;
  /** Keys of all experiments' runs. */
  readonly keysById: ReadonlyMap<ExperimentId, ReadonlySet<string>>;
  readonly speeds: Speeds;
  /** Runs at a time. */
  readonly concurrency: number;
}

export function playEstimate(
  requests: readonly RunRequest[],
  { id, isKnown, keysById, speeds, concurrency }: EstimateOptions,
): PlayEstimate {
  const missing = requests.filter(({ key }) => !isKnown(key));
  const secondsOf = (request: RunRequest) =>
    costOf(request) * (speeds(request.config.task) ?? RECORDED_SECONDS_PER_PASS);
  const overlaps = [...keysById]
    .filter(([other]) => other !== id)
    .map(([other, keys]) => ({ other, count: requests.filter(({ key }) => keys.has(key)).length }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const isShared = ({ key }: RunRequest) => overlaps.some(({ other }) => keysById.get(other)!.has(key));
  return {
    wanted: requests.length,
    missing: missing.length,
    shared: requests.filter(isShared).length,
    sharedWith: overlaps.map(({ other }) => other),
    seconds: sum(missing.map(secondsOf)) / Math.min(concurrency, Math.max(1, missing.length)),
    isMeasured: missing.every(({ config }) => speeds(config.task) !== undefined),
  };
}
