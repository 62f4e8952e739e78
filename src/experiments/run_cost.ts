// The cost of a run in forward passes of one token, by which runs are compared.
import type { RunConfig } from '../config/schema.ts';
import { sum } from '../math/statistics.ts';
import { taskOf } from '../tasks/index.ts';
import type { TaskName } from '../tasks/task.ts';
import { answerPasses, runPasses } from '../training/run_passes.ts';
import type { RunOutcome, RunRequest } from './run_outcome.ts';

/** A pass of `markov`'s 200 weights beside one of a text model: 7 against 1,000 CPU seconds for 70 million. */
const OF_MARKOV = 0.007;

/** Only the worker knows the files; costs are compared among runs of them. */
const OF_OWN = { maxPromptTokens: 64, maxCompletionTokens: 64 } as const;

function costOfPasses(config: RunConfig, passes: number): number {
  const { maxPromptTokens, maxCompletionTokens } = config.task === 'own' ? OF_OWN : taskOf(config);
  const tokens = maxPromptTokens + maxCompletionTokens;
  return tokens * passes * (config.task === 'markov' ? OF_MARKOV : 1);
}

export function costOf({ config, testAnswers }: RunRequest): number {
  const { training, evaluation, evaluations } = runPasses(config);
  return costOfPasses(config, training + evaluations * evaluation + answerPasses(testAnswers));
}

/** Seconds per pass, by how long one evaluation took. */
export const speedOfEvaluation = (config: RunConfig, seconds: number): number =>
  seconds / costOfPasses(config, runPasses(config).evaluation);

/** Seconds of a forward pass of one token, by the CPU engine on one core of a small server: 40 s a run of Table 1. */
export const RECORDED_SECONDS_PER_PASS = 1.5e-5;

/** Seconds per pass on a task; undefined without runs. */
export type Speeds = (task: TaskName) => number | undefined;

/** Seconds per pass; undefined without runs. A stored run has no number of its own for what it cost. */
function speedOf(runs: readonly RunOutcome[]): number | undefined {
  const seconds = sum(runs.map(({ provenance }) => provenance.seconds));
  const cost = sum(
    runs.map(({ key, config, test }) => costOf({ key, config, testAnswers: test.length, frontier: false })),
  );
  return cost > 0 ? seconds / cost : undefined;
}

/** As these runs of the task took, or else as all of them. */
export function speedsOf(runs: readonly RunOutcome[]): Speeds {
  const ofAll = speedOf(runs);
  return (task) => speedOf(runs.filter(({ config }) => config.task === task)) ?? ofAll;
}
