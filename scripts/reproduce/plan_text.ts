// How many runs are missing, and how long they take: by the runs that the folder has of the same backend, or else by a
// recorded speed.
import { durationText } from '../../src/experiments/report/report.ts';
import { costOf, RECORDED_SECONDS_PER_PASS, secondsPerPass } from '../../src/experiments/run_cost.ts';
import type { RunOutcome, RunRequest } from '../../src/experiments/run_outcome.ts';
import type { SeedPlan } from '../../src/experiments/seed_plan.ts';

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
  const seconds = (passes * (secondsPerPass(outcomes) ?? RECORDED_SECONDS_PER_PASS)) / jobs;
  const source = outcomes.length > 0 ? 'as fast as those' : 'as fast as a recorded machine';
  const further = looks ? '; orderings that stay undecided ask for more' : '';
  return `${done}; ${missing.length} to compute, ${jobs} at a time on ${backend}: about ${durationText(seconds)} if ${source}${further}`;
}
