// Settings of the Gaussian page, and the experiments that they define.
import type { OwnRule } from '../../gaussian/own_rule.ts';
import { evenThetas, type GaussianOptions, gaussianDefaults } from '../../gaussian/settings.ts';

export interface ToySettings extends Pick<GaussianOptions, 'samples' | 'repeats' | 'policyMean' | 'seed'> {
  /** Range of proposal means. */
  readonly from: number;
  readonly to: number;
}

const { thetas, ...paper } = gaussianDefaults;

export const toyDefaults: ToySettings = { ...paper, from: thetas[0], to: thetas[thetas.length - 1] };

export function curveOptions({ from, to, ...rest }: ToySettings, own?: OwnRule): GaussianOptions {
  return { ...rest, own, thetas: evenThetas(from, to, thetas.length) };
}

/** The experiment at one proposal mean, for the readout beside the densities. */
export function pointOptions(
  { from: _from, to: _to, ...rest }: ToySettings,
  theta: number,
  own?: OwnRule,
): GaussianOptions {
  return { ...rest, own, thetas: [theta] };
}
