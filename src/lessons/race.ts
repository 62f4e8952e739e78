// Two methods from the same start with the same seed, compared at the largest drift that both have reached.
import type { Evaluation } from '../experiments/run_outcome.ts';
import { type MethodName, objectives } from '../objectives/index.ts';
import { decimals, finishedRun, lastOf } from './facts.ts';
import type { Facts, LessonRun } from './lesson.ts';

interface Rivals {
  readonly brain: LessonRun;
  readonly other: LessonRun;
}

/** The latest finished run of the method, and one of BRAIn on its task with its seed and gamma. */
export function rivals(facts: Pick<Facts, 'runs'>, method: MethodName): Rivals | undefined {
  const other = finishedRun(facts, ({ config }) => config.method === method);
  const brain =
    other &&
    finishedRun(
      facts,
      ({ config: { method, task, seed, gamma } }) =>
        method === 'brain' &&
        task === other.config.task &&
        seed === other.config.seed &&
        gamma === other.config.gamma,
    );
  return brain && { brain, other };
}

/** The reward when a run's way first reaches a drift, on the straight line between two tests. */
export function rewardAtDrift(evaluations: readonly Evaluation[], kl: number): number {
  const next = evaluations.findIndex((evaluation) => evaluation.kl.mean >= kl);
  if (next < 0) return Number.NaN;
  if (next === 0) return evaluations[0].reward.mean;
  const [a, b] = [evaluations[next - 1], evaluations[next]];
  const share = (kl - a.kl.mean) / (b.kl.mean - a.kl.mean);
  return a.reward.mean + share * (b.reward.mean - a.reward.mean);
}

export function raceText({ brain, other }: Rivals): string {
  const reached = ({ evaluations }: LessonRun) => Math.max(...evaluations.map(({ kl }) => kl.mean));
  const drift = Math.min(reached(brain), reached(other));
  const at = ({ evaluations }: LessonRun) => decimals(rewardAtDrift(evaluations, drift));
  const label = objectives[other.config.method].label;
  const end = (run: LessonRun) => decimals(lastOf(run)!.reward.mean);
  return `At drift ${decimals(drift)}, which both reach: BRAIn ${at(brain)}, ${label} ${at(other)}. After the same steps: BRAIn ${end(brain)}, ${label} ${end(other)}.`;
}
