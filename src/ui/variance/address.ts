// The Gaussian page's settings in the address: `#variance?samples=32&theta=0.7`, without those equal to the paper's.
// Invalid values are reported and replaced by defaults.
import { ESTIMATORS } from '../../gaussian/estimators.ts';
import type { ShownEstimator } from '../../gaussian/experiment.ts';
import { gaussianBounds } from '../../gaussian/settings.ts';
import { parseValue, quoted } from '../../settings/parse.ts';
import { type ToySettings, toyDefaults } from './settings.ts';

export interface VarianceView {
  readonly settings: ToySettings;
  /** Mean of the dragged proposal. */
  readonly theta: number;
  readonly estimator: ShownEstimator;
  /** Whether the own rule of the link is a sixth estimator. */
  readonly own: boolean;
}

export const defaultView: VarianceView = {
  settings: toyDefaults,
  theta: 0.5,
  estimator: 'brain',
  own: false,
};

const BOUNDS: Readonly<Record<string, keyof typeof gaussianBounds>> = {
  samples: 'samples',
  repeats: 'repeats',
  policyMean: 'policyMean',
  seed: 'seed',
  from: 'theta',
  to: 'theta',
  theta: 'theta',
};

const numbersOf = ({ settings, theta }: VarianceView): Readonly<Record<string, number>> => ({
  ...settings,
  theta,
});
const numberDefaults = numbersOf(defaultView);

export function writeVarianceHash(view: VarianceView): string {
  const changed = Object.entries(numbersOf(view)).filter(([key, value]) => value !== numberDefaults[key]);
  const query = new URLSearchParams(changed.map(([key, value]) => [key, String(value)]));
  if (view.estimator !== defaultView.estimator) query.set('estimator', view.estimator);
  if (view.own) query.set('own', '1');
  return query.size > 0 ? `#variance?${query}` : '#variance';
}

export function readVarianceHash(hash: string): { view: VarianceView; problems: string[] } {
  const problems: string[] = [];
  const numbers: Record<string, number> = { ...numberDefaults };
  let { estimator, own } = defaultView;
  for (const [key, raw] of new URLSearchParams(hash.split('?')[1] ?? '')) {
    // An unescaped plus sign reads as a space: estimator=gdc++.
    const text = raw.replaceAll(' ', '+');
    if (key === 'estimator') {
      const known = ([...ESTIMATORS, 'own'] as const).find((name) => name === text);
      if (known) estimator = known;
      else problems.push(`invalid estimator: ${quoted(text)} (expected ${ESTIMATORS.join(', ')}, own)`);
    } else if (key === 'own') {
      own = text === '1';
      if (!own) problems.push(`invalid own: ${quoted(text)} (expected 1)`);
    } else if (!Object.hasOwn(BOUNDS, key)) {
      problems.push(`unknown setting in the link: ${quoted(key)}`);
    } else {
      const parsed = parseValue(key, gaussianBounds[BOUNDS[key]], text);
      if ('value' in parsed) numbers[key] = parsed.value;
      else problems.push(parsed.problem);
    }
  }
  const { theta, ...settings } = numbers as unknown as ToySettings & { theta: number };
  if (estimator === 'own') own = true;
  const rest = { theta, estimator, own };
  if (settings.from < settings.to) return { view: { settings, ...rest }, problems };
  problems.push(`invalid range of theta: ${settings.from}..${settings.to} (expected from below to)`);
  return {
    view: { settings: { ...settings, from: toyDefaults.from, to: toyDefaults.to }, ...rest },
    problems,
  };
}
