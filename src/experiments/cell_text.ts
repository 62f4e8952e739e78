// One cell of a result table as text.
import type { Cell } from './experiment.ts';

const figure = (value: number) => (Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3));

/** The measured value with its interval. */
export function measuredText({ value, low, high, note }: Cell): string {
  if (value === undefined) return note ?? '–';
  const interval = low === undefined || high === undefined ? '' : ` [${figure(low)}, ${figure(high)}]`;
  return `${figure(value)}${interval}`;
}

/** The paper's number; empty where it has none. */
export const paperText = ({ paper }: Cell): string => (paper === undefined ? '' : `paper ${paper}`);
