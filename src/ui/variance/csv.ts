// All numbers of one Gaussian experiment, one row per theta and estimator, in full precision.
import { csvText } from '../../formats/csv.ts';
import { proposalKl } from '../../gaussian/exact.ts';
import { estimatorsOf, type GaussianResult } from '../../gaussian/experiment.ts';
import type { GaussianOptions } from '../../gaussian/settings.ts';
import { QUANTITIES } from '../../gaussian/summary.ts';
import type { Provenance } from '../charts/provenance.ts';

export function gaussianCsv(
  result: GaussianResult,
  options: GaussianOptions,
  { link, version, date }: Provenance,
): string {
  const { samples, repeats, policyMean, seed } = options;
  const header = [
    'theta',
    'kl_proposal_target',
    'estimator',
    ...QUANTITIES.flatMap((quantity) => [quantity, `${quantity}_standard_error`]),
    'exact_variance',
    'samples',
    'repeats',
    'policy_mean',
    'seed',
    'link',
    'version',
    'date',
  ];
  const rows = result.theta.flatMap((theta, i) =>
    estimatorsOf(result).map((name) => [
      theta,
      proposalKl(theta),
      name,
      ...QUANTITIES.flatMap((quantity) => [
        result[name]![quantity][i],
        result[name]!.standardError[quantity][i],
      ]),
      name === 'gdc' || name === 'gdc++' ? result.exact[name].variance[i] : '',
      samples,
      repeats,
      policyMean,
      seed,
      link,
      version,
      date,
    ]),
  );
  return csvText([header, ...rows]);
}
