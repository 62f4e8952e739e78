// What a reader of the whole report should know: how many orderings chance decides, and which policies ran off.
import { exactMarkov } from '../../markov/exact_world.ts';
import { objectives } from '../../objectives/index.ts';
import { MARKOV_SIZE } from '../../tasks/markov/world.ts';
import { LEVEL_MARGIN } from '../claims.ts';
import type { ExperimentResult } from '../experiment.ts';
import { RUN_OFF_KL, type RunOutcome } from '../run_outcome.ts';

const percent = (share: number) => (100 * share).toFixed(0);
const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

function ofChance(results: readonly ExperimentResult[]): string {
  const { length: decided } = results
    .flatMap(({ claims }) => claims)
    .filter(({ seeds }) => seeds !== undefined);
  const wrong = 0.05 * decided;
  return `Each ordering over seeds errs in at most 5 % of cases, over all its looks. So of ${decided} such orderings about ${wrong.toFixed(0)} would be decided by chance if no two sides differed. Level: the 90 % interval is within ${percent(LEVEL_MARGIN)} points of win-rate, a margin stated in advance.`;
}

const isFar = ({ kl }: RunOutcome['checkpoints'][number]) => kl.mean > RUN_OFF_KL;
const choseFar = ({ checkpoints, chosenStep }: RunOutcome) =>
  checkpoints.some((checkpoint) => checkpoint.step === chosenStep && isFar(checkpoint));
const onMarkov = ({ config }: RunOutcome) => config.task === 'markov';

function ofRunOffs(runs: readonly RunOutcome[]): string {
  const later = runs.flatMap(({ checkpoints }) => checkpoints.filter(({ step }) => step > 0));
  const chosen = runs.filter(choseFar);
  const names = [
    ...new Set(chosen.map(({ config }) => `${objectives[config.method].label} on ${config.task}`)),
  ];
  const ofChosen =
    chosen.length === 0
      ? 'none of them may be chosen for the test'
      : `${plural(chosen.length, 'run')} chose one of them for the test (${names.join(', ')})`;
  return `A KL to the prior above ${RUN_OFF_KL} nats, all but Markov: ${later.filter(isFar).length} of ${plural(later.length, 'checkpoint')}; ${ofChosen}.`;
}

/**
 * Nats from the prior to the exact target. All responses have T symbols, so averaged log-probs aim at p exp(T r / gamma),
 * summed ones at p exp(r / gamma).
 */
function targetKl({ world, rewardSpread, gamma, logProbReduction }: RunOutcome['config']): number {
  const steps = logProbReduction === 'mean' ? MARKOV_SIZE.length : 1;
  return exactMarkov({ world, rewardSpread }).tiltedPlace(steps / gamma).kl;
}

/** On Markov a far policy may be where it should be. */
function ofMarkov(runs: readonly RunOutcome[]): string[] {
  const chosen = runs.filter(choseFar);
  if (chosen.length === 0) return [];
  const targets = chosen.map(({ config }) => targetKl(config));
  const [nearest, farthest] = [Math.min(...targets), Math.max(...targets)].map((kl) => kl.toFixed(1));
  return [
    `On Markov ${plural(chosen.length, 'run')} chose a checkpoint above ${RUN_OFF_KL} nats. That is no run-off: the exact target of averaged log-probs lies ${nearest} to ${farthest} nats from the prior in their worlds.`,
  ];
}

/** Sentences. */
export const cautionsOf = (
  results: readonly ExperimentResult[],
  outcomes: Iterable<RunOutcome>,
): readonly string[] => {
  const runs = [...outcomes];
  return [
    ofChance(results),
    ofRunOffs(runs.filter((run) => !onMarkov(run))),
    ...ofMarkov(runs.filter(onMarkov)),
  ];
};
