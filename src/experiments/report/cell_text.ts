// Writes a cell of a result table as text.
import type { Cell } from '../experiment.ts';

/** @param decimals default: by the size of the value. */
const figure = (value: number, decimals = Math.abs(value) >= 10 ? 1 : 3) => value.toFixed(decimals);

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
