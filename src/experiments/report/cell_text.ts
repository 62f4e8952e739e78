// Writes a cell of a result table as text.
import type { Cell } from '../experiment.ts';

/** @param decimals default: by the size of the value; a small one has two digits. */
function figure(value: number, decimals?: number): string {
  const size = Math.abs(value);
  if (decimals === undefined && size > 0 && size < 0.001) return String(Number(value.toPrecision(2)));
  return value.toFixed(decimals ?? (size >= 10 ? 1 : 3));
}

export const valueText = ({ value, note }: Cell, decimals?: number): string =>
  value === undefined ? (note ?? '–') : figure(value, decimals);

/** The 95 % interval; empty without one. */
export const intervalText = ({ value, low, high }: Cell, decimals?: number): string =>
  value === undefined || low === undefined || high === undefined
    ? ''
    : `[${figure(low, decimals)}, ${figure(high, decimals)}]`;

/** The measured value with its interval. */
export const measuredText = (cell: Cell, decimals?: number): string =>
  [valueText(cell, decimals), intervalText(cell, decimals)].filter(Boolean).join(' ');

/** The paper's number; empty without one. */
export const paperText = ({ paper }: Cell): string => (paper === undefined ? '' : `paper ${paper}`);
