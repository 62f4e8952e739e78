// What a reader of the whole report should know: how many orderings chance decides, and which policies ran off.
import { objectives } from '../../objectives/index.ts';
import { LEVEL_MARGIN } from '../claims.ts';
import type { ExperimentResult } from '../experiment.ts';
import type { RunOutcome } from '../run_outcome.ts';

/** Nats per response. Responses of these tasks have about as much entropy, so such a policy is far from the prior. */
const RUN_OFF_KL = 10;

const percent = (share: number) => (100 * share).toFixed(0);
const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

function ofChance(results: readonly ExperimentResult[]): string {
  const { length: decided } = results
    .flatMap(({ claims }) => claims)
    .filter(({ seeds }) => seeds !== undefined);
  const wrong = 0.05 * decided;
  return `Each ordering over seeds errs in at most 5 % of cases, over all its looks. So of ${decided} such orderings about ${wrong.toFixed(0)} would be decided by chance if no two sides differed. Level: the 90 % interval is within ${percent(LEVEL_MARGIN)} points of win-rate, a margin stated in advance.`;
}

function ofRunOffs(runs: readonly RunOutcome[]): string {
  const trained = runs.map((run) => ({ run, later: run.checkpoints.filter(({ step }) => step > 0) }));
  const far = trained.flatMap(({ later }) => later.filter(({ kl }) => kl.mean > RUN_OFF_KL));
  const all = trained.reduce((sum, { later }) => sum + later.length, 0);
  const chosen = runs.filter(({ checkpoints, chosenStep }) =>
    checkpoints.some(({ step, kl }) => step === chosenStep && kl.mean > RUN_OFF_KL),
  );
  const names = [
    ...new Set(chosen.map(({ config }) => `${objectives[config.method].label} on ${config.task}`)),
  ];
  const ofChosen =
    chosen.length === 0
      ? 'none of them is a checkpoint that was chosen for the test'
      : `${plural(chosen.length, 'run')} chose one of them for the test (${names.join(', ')})`;
  return `A KL to the prior above ${RUN_OFF_KL} nats: ${far.length} of ${plural(all, 'checkpoint')}; ${ofChosen}.`;
}

/** Sentences. */
export const cautionsOf = (
  results: readonly ExperimentResult[],
  outcomes: Iterable<RunOutcome>,
): readonly string[] => [ofChance(results), ofRunOffs([...outcomes])];
