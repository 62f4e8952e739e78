// The colours of a quantity in charts: viridis (Smith and van der Walt 2015), which rises in lightness and which
// colour-blind readers can order. Each theme has the part that stands out from its surface; large values do most.
import type { Hue } from '../../objectives/hues.ts';

/** Viridis from its bright end, at even steps, while it has a contrast of 3:1 with white. */
const LIGHT = ['#1fa088', '#21918c', '#2a788e', '#355f8d', '#404688', '#482475', '#440154'] as const;
/** The same with the dark surface, from its dark end. */
const DARK = ['#2c738e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b', '#fde725'] as const;

function mixed(stops: readonly string[], share: number): string {
  const at = share * (stops.length - 1);
  const [from, to] = [stops[Math.floor(at)], stops[Math.ceil(at)]];
  const channel = (hex: string, first: number) => Number.parseInt(hex.slice(first, first + 2), 16);
  const mix = (first: number) =>
    Math.round(channel(from, first) + (at % 1) * (channel(to, first) - channel(from, first)));
  return `#${[1, 3, 5].map((first) => mix(first).toString(16).padStart(2, '0')).join('')}`;
}

/** @param share 0..1. */
export const rampHue = (share: number): Hue => ({ light: mixed(LIGHT, share), dark: mixed(DARK, share) });
