// The reward of a traced frontier at any KL. Along the line dr/dKL = gamma, so each point also has a slope. Near the prior
// the reward rises as sqrt(KL), so it is interpolated over u = sqrt(KL), where dr/du = 2 gamma u is finite.
import type { FrontierPoint } from './frontier.ts';

interface Node {
  readonly u: number;
  readonly reward: number;
  /** dr/du; at the prior, where gamma is infinite, it is that of the next point. */
  readonly slope: number | undefined;
}

// An outcome that was stored as JSON has null for infinity.
const nodeOf = ({ gamma, kl, reward }: FrontierPoint): Node => {
  const u = Math.sqrt(Math.max(0, kl));
  return { u, reward, slope: u > 0 && Number.isFinite(gamma) ? 2 * gamma * u : undefined };
};

/** Cubic Hermite interpolation between two points. */
function between(a: Node, b: Node, u: number): number {
  const width = b.u - a.u;
  const secant = (b.reward - a.reward) / width;
  const end = b.slope ?? secant;
  const start = a.slope ?? end;
  const t = (u - a.u) / width;
  return (
    a.reward +
    width * (t * start + t * t * (3 * secant - 2 * start - end) + t ** 3 * (start + end - 2 * secant))
  );
}

/**
 * @param frontier by rising KL.
 * @returns the most reward at a KL in nats; undefined beyond the last point, or without points.
 */
export function frontierReward(frontier: readonly FrontierPoint[], kl: number): number | undefined {
  const [first] = frontier;
  if (first === undefined) return undefined;
  if (kl <= first.kl) return first.reward;
  const next = frontier.findIndex((point) => point.kl >= kl);
  if (next < 0) return undefined;
  return between(nodeOf(frontier[next - 1]), nodeOf(frontier[next]), Math.sqrt(kl));
}
