// Where things lie in the drawing of densities and samples: densities above, stems of coefficients below, one x axis.
export interface Plot {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly right: number;
  /** Density 0 and the largest density. */
  readonly densityBase: number;
  readonly densityTop: number;
  /** Ends of the coefficient axis. */
  readonly stemTop: number;
  readonly stemBottom: number;
  readonly x: (value: number) => number;
  readonly fromX: (px: number) => number;
  readonly density: (value: number) => number;
}

const PEAK = 1 / Math.sqrt(2 * Math.PI);

export const normalDensity = (y: number, mean: number): number => PEAK * Math.exp(-((y - mean) ** 2) / 2);

export function plotFor(widthPx: number, xMin: number, xMax: number): Plot {
  const left = 46;
  const right = widthPx - 10;
  const [densityTop, densityBase, stemTop, stemBottom] = [30, 172, 216, 338];
  const scale = (right - left) / (xMax - xMin);
  return {
    widthPx,
    heightPx: 388,
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

/** A symmetric axis that holds every coefficient, with round ends: 1, 2 or 5 times a power of ten. */
export function coefficientLimit(coefficients: readonly number[]): number {
  const largest = Math.max(1e-6, ...coefficients.map(Math.abs));
  const unit = 10 ** Math.floor(Math.log10(largest));
  return unit * ([1, 2, 5].find((factor) => factor * unit >= largest) ?? 10);
}
