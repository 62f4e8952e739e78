// A method's coefficients as a formula of the policy's log-probs and of figures that do not follow the policy. A device
// computes it without the host; the rule computes it in double precision.
import { evaluated, type Figures, type Formula } from '../math/formula.ts';
import type { ReplayTokens, RuleInput } from './group.ts';

/** What a rule reads, without what follows the policy. */
export interface FixedInput extends Omit<RuleInput, 'logPolicy' | 'tokens' | 'pairs' | 'klBaseline'> {
  readonly tokens?: readonly ReplayTokens[]; // [n]
}

export interface Pushes<Config> {
  /** c_i, or c_it where `tokenFigures` is given. `logPolicy` is log q of the sample, or of the token. */
  readonly formula: Formula;
  /** Undefined: nothing can be learnt from the group. */
  readonly figures: (group: FixedInput, config: Config) => Figures | undefined;
  /** Figures of each token, [n][T]. */
  readonly tokenFigures?: (group: FixedInput) => Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** The coefficients of a group's samples in double precision, [n]; all 0 where nothing can be learnt from it. */
export function pushesOf<Config>(
  { formula, figures }: Pushes<Config>,
  group: RuleInput,
  config: Config,
): readonly number[] {
  const fixed = figures(group, config);
  const { logPolicy } = group;
  const n = logPolicy.length;
  return fixed ? evaluated(formula, { ...fixed, logPolicy }, n) : new Array<number>(n).fill(0);
}
