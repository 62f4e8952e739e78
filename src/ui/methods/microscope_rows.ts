// One prompt's samples under any method's rule: the coefficient that pushes each sample up or down (for BRAIn alpha -
// beta, eq. 13), and how two rules agree on it.
import type { MethodName } from '../../config/methods.ts';
import type { RunConfig } from '../../config/schema.ts';
import { InvalidGroupError } from '../../objectives/checks.ts';
import { objectives } from '../../objectives/index.ts';
import type { Microscope } from '../../session/protocol.ts';

export type RowOrder = 'reward' | 'push';

/** The pushes of a method, [n], or why its rule refuses these samples. */
export function pushesOf(
  microscope: Microscope,
  method: MethodName,
  config: RunConfig,
): { readonly pushes: readonly number[] } | { readonly problem: string } {
  try {
    return { pushes: objectives[method].rule(microscope, config).coefficients };
  } catch (error) {
    if (error instanceof InvalidGroupError) return { problem: error.message };
    throw error;
  }
}

/** How two methods' pushes go together: share of samples pushed the same way, and Pearson's correlation. */
export function agreement(a: readonly number[], b: readonly number[]) {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [centreA, centreB] = [mean(a), mean(b)];
  const product = (f: (i: number) => number) => a.reduce((sum, _, i) => sum + f(i), 0);
  const covariance = product((i) => (a[i] - centreA) * (b[i] - centreB));
  const spread = Math.sqrt(product((i) => (a[i] - centreA) ** 2) * product((i) => (b[i] - centreB) ** 2));
  return {
    sameDirection: a.filter((value, i) => Math.sign(value) === Math.sign(b[i])).length,
    /** NaN where one of them pushes all alike. */
    correlation: spread === 0 ? Number.NaN : covariance / spread,
  };
}

/** What a rule had to do without on samples of a run of another method. */
export function missingFigures(method: MethodName, runMethod: MethodName): string | undefined {
  if (method === runMethod) return undefined;
  switch (method) {
    case 'gdc':
      return 'Z is estimated from the samples this run trains on; for a prompt that was sampled once that makes GDC equal to BRAIn w/o baseline. A run of its own starts Z from other samples.';
    case 'gdc++':
      return 'Z is estimated from the samples this run trains on; for a prompt that was sampled once that makes GDC++ equal to BRAIn w/o self-normalisation. A run of its own starts Z from other samples.';
    case 'dpo':
      return 'These samples are ranked by the reward here; a run of its own trains on preference data.';
    case 'rso':
      return 'These samples did not pass rejection sampling; in a run of its own only accepted prior samples are paired.';
    case 'kto':
      return 'The reference point z₀ is the mean log-ratio of these samples here; in a run of its own it comes from mismatched pairs of the batch.';
    case 'ppo':
      return 'There is no value head here, so values count as 0 and advantages are whitened over these samples alone.';
    case 'reinforce':
      return 'The baseline is the mean of these samples here; in a run of its own it is a running mean.';
    case 'reward-conditioning':
      return 'Log-probs are without tags here; in a run of its own each sample stands behind the tag of its reward.';
    default:
      return undefined;
  }
}
