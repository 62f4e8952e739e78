// The runs that an experiment wants, given what is known. With a fixed number of seeds: all of them. Otherwise the first
// look's, and a further look's as long as an ordering that compares them is undecided.
import type { Claim, Experiment, Outcomes } from './experiment.ts';
import type { RunRequest } from './run_outcome.ts';
import { planFor, type Scale } from './scale.ts';

const OPEN: readonly Claim['verdict'][] = ['undecided', 'waiting'];

/** The requests of each seed, in the same order of settings. */
const settingsBySeed = (experiment: Experiment, scale: Scale): RunRequest[][] =>
  scale.seeds.map((seed) => [...experiment.requests({ ...scale, seeds: [seed], looks: undefined })]);

/** @param claims of the experiment's result by these outcomes. */
export function wantedRuns(
  experiment: Experiment,
  outcomes: Outcomes,
  scale: Scale,
  claims: readonly Claim[] = experiment.result(outcomes, scale).claims,
): readonly RunRequest[] {
  const { looks } = scale;
  if (!looks) return experiment.requests(scale);
  const bySeed = settingsBySeed(experiment, scale);
  const [first] = bySeed;
  const seedsWanted = first.map(({ config }) => {
    const { seeds, looks: [least] = [seeds.length] } = planFor(scale, config.task);
    return least;
  });
  for (const { verdict, runs } of claims) {
    const compared = first.flatMap(({ key }, at) => (!runs || runs.includes(key) ? [at] : []));
    const isDone = (look: number) =>
      bySeed.slice(0, look).every((ofSeed) => compared.every((at) => outcomes.has(ofSeed[at].key)));
    const done = looks.filter(isDone).length;
    // A decided ordering keeps the seeds that it has.
    const wanted = looks[Math.min(OPEN.includes(verdict) ? done : Math.max(0, done - 1), looks.length - 1)];
    for (const at of compared) seedsWanted[at] = Math.max(seedsWanted[at], wanted);
  }
  return first.flatMap((_, at) => bySeed.slice(0, seedsWanted[at]).map((ofSeed) => ofSeed[at]));
}
