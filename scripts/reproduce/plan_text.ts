// How many runs are missing, and how long they take: as the folder's runs of the same task and backend did. Without any
// it goes by those of other tasks, or else by a recorded speed.
import { durationText } from '../../src/experiments/report/report.ts';
import { costOf } from '../../src/experiments/run_cost.ts';
import type { RunOutcome, RunRequest } from '../../src/experiments/run_outcome.ts';
import type { SeedPlan } from '../../src/experiments/seed_plan.ts';
import { sum } from '../../src/math/statistics.ts';
import { isPlain } from '../../src/session/plain_backend.ts';

/** Of a forward pass of one token, by the CPU engine on one core of a small server: 40 s a run of Table 1. */
const RECORDED_SECONDS_PER_PASS = 1.5e-5;

export type PlanBackend = 'cpu' | 'tfjs-wasm' | 'tfjs-cpu' | 'webgpu';

/** Whether a run's label is of the backend; a graphics card has a name of its own. */
const LABELS: Readonly<Record<PlanBackend, RegExp>> = {
  cpu: /^CPU/,
  'tfjs-wasm': /^TensorFlow\.js · WASM/,
  'tfjs-cpu': /^TensorFlow\.js · plain/,
  webgpu: /^(?!CPU|TensorFlow)/,
};

/** Seconds per pass; undefined without runs. A stored run has no number of its own for what it cost. */
function speedOf(runs: readonly RunOutcome[]): number | undefined {
  const seconds = sum(runs.map(({ provenance }) => provenance.seconds));
  const cost = sum(
    runs.map(({ key, config, test }) => costOf({ key, config, testAnswers: test.length, frontier: false })),
  );
  return cost > 0 ? seconds / cost : undefined;
}

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
  const ofTasks = [...new Set(missing.map(({ config }) => config.task))].map((task) => ({
    passes: sum(missing.filter(({ config }) => config.task === task).map(costOf)),
    speed: speedOf(alike.filter(({ config }) => config.task === task)) ?? speedOf(alike),
  }));
  const seconds = sum(ofTasks.map(({ passes, speed = RECORDED_SECONDS_PER_PASS }) => passes * speed)) / jobs;
  const source = alike.length > 0 ? 'as fast as those' : 'as fast as a recorded machine';
  const further = looks ? '; orderings that stay undecided ask for more' : '';
  return `${done}; ${missing.length} to compute, ${jobs} at a time on ${backend}: about ${durationText(seconds)} if ${source}${further}`;
}
