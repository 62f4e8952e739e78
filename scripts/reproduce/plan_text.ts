// How many runs are missing, and how long they take: as the folder's runs of the same task and backend did. Without any
// it goes by those of other tasks, or else by a recorded speed.
import { durationText } from '../../src/experiments/report/report.ts';
import { costOf, RECORDED_SECONDS_PER_PASS, speedsOf } from '../../src/experiments/run_cost.ts';
import type { RunOutcome, RunRequest } from '../../src/experiments/run_outcome.ts';
import type { SeedPlan } from '../../src/experiments/seed_plan.ts';
import { sum } from '../../src/math/statistics.ts';
import { isPlain } from '../../src/session/plain_backend.ts';

export type PlanBackend = 'cpu' | 'tfjs-wasm' | 'tfjs-cpu' | 'webgpu';

/** Whether a run's label is of the backend; a graphics card has a name of its own. */
const LABELS: Readonly<Record<PlanBackend, RegExp>> = {
  cpu: /^CPU/,
  'tfjs-wasm': /^TensorFlow\.js · WASM/,
  'tfjs-cpu': /^TensorFlow\.js · plain/,
  webgpu: /^(?!CPU|TensorFlow)/,
};

/** @param jobs runs at a time. */
export function planText(
  missing: readonly RunRequest[],
  wanted: number,
  outcomes: readonly RunOutcome[],
  jobs: number,
  backend: PlanBackend,
  { looks }: SeedPlan,
): string {
  const done = `${wanted} runs wanted, ${wanted - missing.length} of them known`;
  if (missing.length === 0) return done;
  const alike = outcomes.filter(
    ({ config, provenance }) => isPlain(config) || LABELS[backend].test(provenance.backend),
  );
  const speeds = speedsOf(alike);
  const secondsOf = (request: RunRequest) =>
    costOf(request) * (speeds(request.config.task) ?? RECORDED_SECONDS_PER_PASS);
  const seconds = sum(missing.map(secondsOf)) / jobs;
  const source = alike.length > 0 ? 'as fast as those' : 'as fast as a recorded machine';
  const further = looks ? '; orderings that stay undecided ask for more' : '';
  return `${done}; ${missing.length} to compute, ${jobs} at a time on ${backend}: about ${durationText(seconds)} if ${source}${further}`;
}
