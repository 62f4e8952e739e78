// The upper envelope of a method's (KL, reward) points: the most reward it reached within a KL. Methods are compared at
// equal KL, over the range that both reach.

export interface KlReward {
  readonly kl: number;
  readonly reward: number;
}

/** The points with more reward than every point of lower KL, by rising KL. */
function envelope(points: readonly KlReward[]): KlReward[] {
  const best: KlReward[] = [];
  for (const point of [...points].sort((a, b) => a.kl - b.kl || b.reward - a.reward))
    if (best.length === 0 || point.reward > best[best.length - 1].reward) best.push(point);
  return best;
}

/** Linear between points of an envelope, flat beyond its last; NaN before its first. */
function rewardAt(points: readonly KlReward[], kl: number): number {
  if (points.length === 0 || kl < points[0].kl) return Number.NaN;
  const next = points.findIndex((point) => point.kl >= kl);
  if (next < 0) return points[points.length - 1].reward;
  if (next === 0) return points[0].reward;
  const [a, b] = [points[next - 1], points[next]];
  return a.reward + ((kl - a.kl) / (b.kl - a.kl)) * (b.reward - a.reward);
}

const GRID = 9;

/** Reward of the first envelope minus the second's, at 9 even KLs of their common range; empty if they have none. */
export function gapsAtEqualKl(first: readonly KlReward[], second: readonly KlReward[]): number[] {
  const [a, b] = [envelope(first), envelope(second)];
  if (a.length === 0 || b.length === 0) return [];
  const low = Math.max(a[0].kl, b[0].kl);
  const high = Math.min(Math.max(...first.map(({ kl }) => kl)), Math.max(...second.map(({ kl }) => kl)));
  if (high <= low) return [];
  return Array.from({ length: GRID }, (_, i) => {
    const kl = low + ((i + 1) / GRID) * (high - low);
    return rewardAt(a, kl) - rewardAt(b, kl);
  });
}
