// `lab gaussian`: the estimators of the paper's section 7.3 for proposals N(theta, 1), beside the closed forms.
import { ESTIMATORS } from '../../src/gaussian/estimators.ts';
import { type GaussianResult, runGaussian } from '../../src/gaussian/experiment.ts';
import { evenThetas, gaussianBounds, gaussianDefaults } from '../../src/gaussian/settings.ts';
import { parseValue } from '../../src/settings/parse.ts';
import { UsageError } from '../lib/arguments.mjs';
import { type LabCommand, textTable } from './command.ts';

const { samples, repeats, policyMean, seed } = gaussianDefaults;
/** Fewer than the page draws, so that the table fits a terminal. */
const thetas = evenThetas(0, 1, 5);

function option(
  name: keyof typeof gaussianBounds,
  value: number,
  help: string,
): LabCommand['options'][string] {
  const { min, max, integer } = gaussianBounds[name];
  return { kind: integer ? 'integer' : 'number', min, max, default: String(value), help };
}

const fixed = (value: number) => value.toFixed(3);

function readable(result: GaussianResult): string {
  const tables = (['variance', 'mean', 'mse'] as const).map((quantity) => {
    const rows = ESTIMATORS.map((name) => [
      name,
      ...result[name][quantity].map(
        (value, t) => `${fixed(value)} ± ${fixed(result[name].standardError[quantity][t])}`,
      ),
    ]);
    const exact = (['gdc', 'gdc++'] as const).map((name) => [
      `${name}, exact`,
      ...result.exact[name].variance.map(fixed),
    ]);
    const head = [quantity, ...result.theta.map((theta) => `theta ${theta}`)];
    return textTable([head, ...rows, ...(quantity === 'variance' ? exact : [])]);
  });
  return [...tables, 'Mean ± standard error over the repeats.'].join('\n\n');
}

export const gaussian: LabCommand = {
  summary: 'variance, mean and MSE of the gradient estimators on a one-dimensional Gaussian (section 7.3)',
  options: {
    samples: option('samples', samples, 'Samples behind one estimate'),
    repeats: option('repeats', repeats, 'Estimates behind each figure'),
    thetas: {
      kind: 'numbers',
      min: gaussianBounds.theta.min,
      max: gaussianBounds.theta.max,
      default: thetas.join(','),
      help: 'Means of the proposal; the target has mean 0',
    },
    'policy-mean': option('policyMean', policyMean, 'Mean of the policy'),
    seed: option('seed', seed, 'Seed of the draws'),
  },
  async run(values) {
    const means = values.thetas as number[];
    const count = parseValue('thetaCount', gaussianBounds.thetaCount, means.length);
    if ('problem' in count) throw new UsageError(`invalid --thetas: ${count.problem}`);
    const result = runGaussian({
      samples: values.samples as number,
      repeats: values.repeats as number,
      thetas: means,
      policyMean: values['policy-mean'] as number,
      seed: values.seed as number,
    });
    return { json: result, text: readable(result) };
  },
};
