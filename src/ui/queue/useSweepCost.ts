// What a sweep would cost here, in words: as fast as runs of this browser were, or else as its last evaluation was.
import { useMemo } from 'react';
import type { Outcomes } from '../../experiments/experiment.ts';
import { playEstimate } from '../../experiments/play_estimate.ts';
import { speedOfEvaluation, speedsOf } from '../../experiments/run_cost.ts';
import { type Sweep, sweepRequests } from '../../experiments/sweep/sweep.ts';
import { roughDuration } from '../../math/rough_duration.ts';
import { useCurrentRun } from '../frame/useStore.ts';
import { runsAtATime } from './experiment_queue.ts';

const STRINGS = {
  cost: (runs: string, time: string, where: string) => `${runs}, about ${time} ${where}`,
  runs: (count: number) => `${count} ${count === 1 ? 'run' : 'runs'}`,
  left: (missing: number, wanted: number) => `${missing} of ${wanted} runs are left`,
  done: (wanted: number) => (wanted === 1 ? 'The run is done' : `All ${wanted} runs are done`),
  here: 'on this machine',
  recorded: 'if it is as fast as a recorded CPU',
} as const;

/** @param outcomes that are known. */
export function useSweepCost(sweep: Sweep | undefined, outcomes: Outcomes): string | undefined {
  const run = useCurrentRun();
  const requests = useMemo(() => (sweep ? sweepRequests(sweep) : []), [sweep]);
  if (!sweep) return undefined;
  const speeds = speedsOf([...outcomes.values()]);
  const concurrency = runsAtATime(requests);
  // An evaluation has all cores, and shares of them add up to as much.
  const evaluated =
    run?.evaluationMs !== undefined && run.config.task === sweep.task
      ? speedOfEvaluation(run.config, run.evaluationMs / 1000) * (sweep.task === 'markov' ? 1 : concurrency)
      : undefined;
  const { missing, wanted, seconds, isMeasured } = playEstimate(requests, {
    isKnown: (key) => outcomes.has(key),
    keysById: new Map(),
    speeds: (task) => speeds(task) ?? evaluated,
    concurrency,
  });
  if (missing === 0) return STRINGS.done(wanted);
  const runs = missing === wanted ? STRINGS.runs(wanted) : STRINGS.left(missing, wanted);
  return STRINGS.cost(runs, roughDuration(seconds), isMeasured ? STRINGS.here : STRINGS.recorded);
}
