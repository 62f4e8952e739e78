// How many runs are missing, and how long they take: by the runs that the folder has of the same backend, or else by a
// recorded speed.
import { durationText } from '../../src/experiments/report/report.ts';
import { costOf } from '../../src/experiments/run_cost.ts';
import type { RunOutcome, RunRequest } from '../../src/experiments/run_outcome.ts';
import type { SeedPlan } from '../../src/experiments/seed_plan.ts';

/** Seconds of a forward pass of one token on one core of a small server, with the CPU engine: 40 s a run of Table 1. */
const RECORDED_SECONDS_PER_PASS = 1.5e-5;

/** Seconds per pass of a stored run; a run has no number of its own for what it cost. */
function speedOf(outcomes: readonly RunOutcome[]): number {
  const seconds = outcomes.reduce((sum, { provenance }) => sum + provenance.seconds, 0);
  const cost = outcomes.reduce(
    (sum, { key, config, test }) => sum + costOf({ key, config, testAnswers: test.length, frontier: false }),
    0,
  );
  return cost > 0 ? seconds / cost : RECORDED_SECONDS_PER_PASS;
}

export function planText(
  missing: readonly RunRequest[],
  wanted: number,
  outcomes: readonly RunOutcome[],
  jobs: number,
  backend: string,
  { looks }: SeedPlan,
): string {
  const done = `${wanted} runs wanted, ${wanted - missing.length} of them known`;
  if (missing.length === 0) return done;
  const passes = missing.reduce((sum, request) => sum + costOf(request), 0);
  const seconds = (passes * speedOf(outcomes)) / jobs;
  const source = outcomes.length > 0 ? 'as fast as those' : 'as fast as a recorded machine';
  const further = looks ? '; orderings that stay undecided ask for more' : '';
  return `${done}; ${missing.length} to compute, ${jobs} at a time on ${backend}: about ${durationText(seconds)} if ${source}${further}`;
}
