// Sizes of everything that is drawn on a canvas. One factor multiplies them: the root's font size over 16 px, times
// the token `--chart-scale`. So charts follow a reader's larger text, and presenter mode.
import { useSyncExternalStore } from 'react';
import { subscribeToResizedText } from '../frame/text_size.ts';

/** Pixels at scale 1. */
export const CHART_PX = {
  tick: 11,
  axis: 12,
  tooltip: 12,
  endName: 12,
  heading: 14,
  footer: 10,
  line: 2,
  marker: 3.5,
  whisker: 1.25,
} as const;

const ROOT_PX = 16;
let known: number | undefined;
let watched = false;

export function chartScale(): number {
  if (!watched) {
    watched = true;
    subscribeToResizedText(() => {
      known = undefined;
    });
  }
  if (known === undefined) {
    const style = getComputedStyle(document.documentElement);
    const factor = Number.parseFloat(style.getPropertyValue('--chart-scale')) || 1;
    known = (Number.parseFloat(style.fontSize) / ROOT_PX) * factor;
  }
  return known;
}

export const useChartScale = (): number => useSyncExternalStore(subscribeToResizedText, chartScale);
