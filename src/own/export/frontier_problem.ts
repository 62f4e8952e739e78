// Which runs share a frontier.
import type { RunConfig } from '../../config/schema.ts';

/** Settings that a frontier is drawn for: with others neither KL nor reward would mean the same. */
const SAME = ['task', 'own', 'world', 'rewardSpread', 'reward', 'goodness'] as const;

/** Why a run cannot stand on the frontier of another, in a sentence; undefined where it can. */
export function frontierProblem(
  { config }: { readonly config: RunConfig },
  shown: RunConfig,
): string | undefined {
  const odd = SAME.find((name) => config[name] !== shown[name]);
  return odd && `the run has ${odd} ${config[odd]} (expected ${shown[odd]}, as the frontier that is shown)`;
}
