// Geometry of the drawing: densities above, stems of coefficients below, on one x axis.
export interface Plot {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly right: number;
  /** y of density 0 and of the largest density. */
  readonly densityBase: number;
  readonly densityTop: number;
  /** y of the ends of the coefficient axis. */
  readonly stemTop: number;
  readonly stemBottom: number;
  readonly x: (value: number) => number;
  readonly fromX: (px: number) => number;
  readonly density: (value: number) => number;
}

/** Where the picture and the chart stand one above the other; as in VariancePage.module.css. */
export const LOW_VIEW = '(max-width: 900px)';

/** Smallest width of the drawing, because a hidden element has none. */
const NARROWEST_PX = 240;
const PEAK = 1 / Math.sqrt(2 * Math.PI);

export const normalDensity = (y: number, mean: number): number => PEAK * Math.exp(-((y - mean) ** 2) / 2);

/** y of the densities' top and base, of the coefficients' top and base, and the height of all. */
const TALL = { rows: [34, 186, 230, 372], heightPx: 422 } as const;
/** Low enough for the chart of the noise to be seen with it. */
const LOW = { rows: [30, 124, 164, 236], heightPx: 282 } as const;

export function plotFor(availablePx: number, xMin: number, xMax: number, low = false): Plot {
  const widthPx = Math.max(NARROWEST_PX, availablePx);
  const left = 46;
  const right = widthPx - 14;
  const { rows, heightPx } = low ? LOW : TALL;
  const [densityTop, densityBase, stemTop, stemBottom] = rows;
  const scale = (right - left) / (xMax - xMin);
  return {
    widthPx,
    heightPx,
    left,
    right,
    densityBase,
    densityTop,
    stemTop,
    stemBottom,
    x: (value) => left + (value - xMin) * scale,
    fromX: (px) => xMin + (px - left) / scale,
    density: (value) => densityBase - (value / PEAK) * (densityBase - densityTop),
  };
}

/** SVG path of a normal density over the plot's width. */
export function densityPath(plot: Plot, mean: number): string {
  const points: string[] = [];
  for (let px = plot.left; px <= plot.right; px += 2)
    points.push(`${px.toFixed(1)} ${plot.density(normalDensity(plot.fromX(px), mean)).toFixed(1)}`);
  return `M${points.join('L')}`;
}

/** True if the coefficient is 0 up to rounding. */
export const isNothing = (coefficient: number): boolean => Math.abs(coefficient) < 1e-12;

/** A symmetric axis that holds every coefficient, with round ends. */
export function coefficientLimit(coefficients: readonly number[]): number {
  const largest = Math.max(...coefficients.map(Math.abs));
  if (isNothing(largest)) return 0.1;
  const unit = 10 ** Math.floor(Math.log10(largest));
  return unit * ([1, 1.5, 2, 3, 4, 5, 6, 8].find((factor) => factor * unit >= largest) ?? 10);
}
