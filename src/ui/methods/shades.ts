// Shades of a colour for the runs of one method: the same hue in OKLCH (Ottosson 2020), as far apart in lightness as a
// contrast with the page of at least 3:1 allows.
import type { Theme } from '../frame/theme.ts';

/** Shades a colour has, itself the first. */
export const SHADES = 4;

/** `--surface` of each theme. */
const SURFACES: Readonly<Record<Theme, string>> = { light: '#ffffff', dark: '#1a1d23' };
/** Above the 3:1 of WCAG 1.4.11, because channels are rounded. */
const LEAST_CONTRAST = 3.05;
/** Lightness between which shades keep their hue. */
const LIGHTNESS = [0.33, 0.86] as const;

type Triple = readonly [number, number, number];

const toLinear = (channel: number) =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const fromLinear = (value: number) =>
  value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;

const linearOf = (hex: string): Triple =>
  [1, 3, 5].map((at) => toLinear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as unknown as Triple;

function oklabOf(hex: string): Triple {
  const [r, g, b] = linearOf(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function linearFromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const inGamut = (linear: Triple) => linear.every((value) => value >= -1e-4 && value <= 1 + 1e-4);

const hexOf = (linear: Triple) =>
  `#${linear
    .map((value) =>
      Math.round(255 * fromLinear(Math.min(1, Math.max(0, value))))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

/** Lightness in OKLab, 0..1. */
export const lightnessOf = (hex: string): number => oklabOf(hex)[0];

/** Chroma in OKLCH: 0 for grey, about 0.3 for the strongest. */
export function chromaOf(hex: string): number {
  const [, a, b] = oklabOf(hex);
  return Math.hypot(a, b);
}

/** Contrast of WCAG 2, 1..21. */
export function contrast(first: string, second: string): number {
  const luminance = (hex: string) => {
    const [r, g, b] = linearOf(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low, high] = [luminance(first), luminance(second)].toSorted((p, q) => p - q);
  return (high + 0.05) / (low + 0.05);
}

/** The value nearest to `to` at which `holds`, between it and `from`, where it does. */
function nearest(from: number, to: number, holds: (value: number) => boolean): number {
  if (holds(to)) return to;
  let [good, bad] = [from, to];
  for (let i = 0; i < 24; i++) {
    const middle = (good + bad) / 2;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function withLightness(hex: string, lightness: number): string {
  const [, a, b] = oklabOf(hex);
  const at = (share: number): Triple => linearFromOklab([lightness, share * a, share * b]);
  return hexOf(at(nearest(0, 1, (share) => inGamut(at(share)))));
}

/** The colour and its shades, each as far in lightness from the ones before as it can be. */
export function shadesOf(hex: string, theme: Theme): string[] {
  const own = lightnessOf(hex);
  const visible = (lightness: number) =>
    contrast(withLightness(hex, lightness), SURFACES[theme]) >= LEAST_CONTRAST;
  const [low, high] = LIGHTNESS.map((end) => nearest(own, end, visible));
  const taken = [own];
  while (taken.length < SHADES) {
    const sorted = taken.toSorted((p, q) => p - q);
    const between = sorted.slice(1).map((value, i) => (value + sorted[i]) / 2);
    const distance = (value: number) => Math.min(...taken.map((other) => Math.abs(value - other)));
    taken.push([low, high, ...between].reduce((p, q) => (distance(q) > distance(p) ? q : p)));
  }
  return [hex, ...taken.slice(1).map((lightness) => withLightness(hex, lightness))];
}
