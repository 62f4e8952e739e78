// Geometry of the picture of the whole support in CSS pixels. Rank runs across on a linear or logarithmic axis, mass
// upwards on a logarithmic one.
export type RankScale = 'logarithmic' | 'linear';

export interface SupportPlot {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Factor of text and lines. */
  readonly textScale: number;
  /** x of a rank counted from 0. */
  readonly x: (rank: number) => number;
  /** y of the natural log of a mass; values below the axis are drawn on its edge. */
  readonly y: (logMass: number) => number;
  /** The rank drawn nearest to an x. */
  readonly rankAt: (px: number) => number;
  /** Ranks of ticks, counted from 1 as in their labels. */
  readonly rankTicks: readonly number[];
  /** Exponents of ten of the mass axis. */
  readonly decades: readonly number[];
}

export interface SupportPlotOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly outcomes: number;
  readonly scale: RankScale;
  readonly textScale: number;
  readonly logMasses: readonly Float64Array[];
}

const MARGIN = { left: 52, right: 14, top: 26, bottom: 44 } as const;
/** Exponent of the lowest decade: smaller masses vanish in the double-precision sum. */
const LOWEST_DECADE = -16;

export function supportPlot({
  widthPx,
  heightPx,
  outcomes,
  scale,
  textScale,
  logMasses,
}: SupportPlotOptions): SupportPlot {
  const left = textScale * MARGIN.left;
  const right = Math.max(left + 1, widthPx - textScale * MARGIN.right);
  const [top, bottom] = [textScale * MARGIN.top, heightPx - textScale * MARGIN.bottom];
  const { low, high } = decadeRange(logMasses);
  const span = scale === 'linear' ? outcomes - 1 : Math.log(outcomes);
  const along = (rank: number) => (scale === 'linear' ? rank : Math.log(rank + 1)) / Math.max(1e-9, span);
  return {
    widthPx,
    heightPx,
    left,
    right,
    top,
    bottom,
    textScale,
    x: (rank) => left + along(rank) * (right - left),
    y: (logMass) => {
      const share = (Math.max(low, logMass / Math.LN10) - low) / (high - low);
      return bottom - share * (bottom - top);
    },
    rankAt: (px) => {
      const share = (px - left) / (right - left);
      const rank = scale === 'linear' ? share * span : Math.exp(share * span) - 1;
      return Math.min(outcomes - 1, Math.max(0, Math.round(rank)));
    },
    rankTicks: scale === 'linear' ? linearTicks(outcomes) : logarithmicTicks(outcomes),
    decades: Array.from({ length: high - low + 1 }, (_, i) => low + i),
  };
}

function decadeRange(logMasses: readonly Float64Array[]): { low: number; high: number } {
  let low = -1;
  let high = Number.NEGATIVE_INFINITY;
  for (const masses of logMasses) {
    for (const mass of masses) {
      const decades = mass / Math.LN10;
      if (decades > high) high = decades;
      if (decades < low) low = decades;
    }
  }
  high = Math.min(0, Math.ceil(high));
  return { low: Math.min(high - 1, Math.max(LOWEST_DECADE, Math.floor(low))), high };
}

const linearTicks = (outcomes: number): number[] => {
  const step = 10 ** Math.floor(Math.log10(outcomes));
  const wide = outcomes / step < 3 ? step / 4 : step;
  return [1, ...Array.from({ length: Math.floor(outcomes / wide) }, (_, i) => (i + 1) * wide)];
};

const logarithmicTicks = (outcomes: number): number[] =>
  Array.from({ length: Math.floor(Math.log10(outcomes)) + 1 }, (_, i) => 10 ** i);

/** Decades with a label, few enough not to overlap. */
export const writtenDecades = (plot: SupportPlot): number[] => {
  const step = Math.ceil((plot.decades.length * 26) / (plot.bottom - plot.top));
  return plot.decades.filter((decade) => decade % step === 0);
};

export interface SupportCurve {
  readonly id: string;
  readonly label: string;
  /** Name of a colour token. */
  readonly colour: string;
  readonly logMass: Float64Array; // [K], by outcome
  /** Draws a line along the ranks instead of dots. */
  readonly line?: boolean;
}

/** The rank whose mark is nearest within `reachPx` to either side; without one, the rank at that x. */
export function nearestRank(
  plot: SupportPlot,
  order: Uint32Array,
  curves: readonly SupportCurve[],
  px: number,
  py: number,
  reachPx = 24,
): number {
  let best = plot.rankAt(px);
  let nearest = reachPx ** 2;
  for (let rank = plot.rankAt(px - reachPx); rank <= plot.rankAt(px + reachPx); rank++) {
    const dx = plot.x(rank) - px;
    for (const { logMass } of curves) {
      const distance = dx ** 2 + (plot.y(logMass[order[rank]]) - py) ** 2;
      if (distance < nearest) [nearest, best] = [distance, rank];
    }
  }
  return best;
}
