// What is set otherwise than in the paper, in the runs that an ordering compares. Look there first where it is not
// reproduced. It is read from the runs' own settings.
import { uncapitalised } from '../../config/diff.ts';
import { type RunConfig, type SettingKey, settings } from '../../config/schema.ts';
import { holds } from '../claims.ts';
import type { Claim, Experiment, Outcomes } from '../experiment.ts';

/** Section 6 and Algorithm 1. Sizes of the model and of the data are not settings. */
const PAPER: Readonly<Partial<RunConfig>> = {
  rounds: 40,
  stepsPerRound: 250,
  groupsPerBatch: 4,
  samplesPerPrompt: 32,
  replayRounds: 0,
  gamma: 1,
  logProbReduction: 'mean',
  proximalWeight: 0,
};

/** "rounds 12 and not 40"; several values where the runs differ. */
function differences(configs: readonly RunConfig[], varies: readonly SettingKey[]): string[] {
  return (Object.keys(PAPER) as SettingKey[])
    .filter((key) => !varies.includes(key))
    .flatMap((key) => {
      const values = [...new Set(configs.map((config) => config[key]))];
      if (values.every((value) => value === PAPER[key])) return [];
      const said = (value: unknown) =>
        key === 'replayRounds' && value === 0 ? 'of everything' : String(value);
      return [
        `${uncapitalised(settings[key].label)} ${values.map(said).join(' and ')}, not ${said(PAPER[key])}`,
      ];
    });
}

/** The claims; what differs from the paper is added to its orderings that are not reproduced. */
export function withDifferences(
  claims: readonly Claim[],
  { varies = [], requests }: Pick<Experiment, 'varies' | 'requests'>,
  outcomes: Outcomes,
  scale: Parameters<Experiment['requests']>[0],
): Claim[] {
  const first = requests({ ...scale, seeds: scale.seeds.slice(0, 1), looks: undefined });
  return claims.map((claim) => {
    const { paper, verdict, runs } = claim;
    if (paper === undefined || holds(claim) || verdict === 'waiting') return claim;
    const configs = first
      .filter(({ key }) => outcomes.has(key) && (!runs || runs.includes(key)))
      .map(({ config }) => config);
    const differs = configs.length > 0 ? differences(configs, varies) : [];
    return differs.length > 0 ? { ...claim, differs: differs.join('; ') } : claim;
  });
}
