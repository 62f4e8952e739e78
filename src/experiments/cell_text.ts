// One cell of a result table as text.
import type { Cell } from './experiment.ts';

const figure = (value: number) => (Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3));

export const valueText = ({ value, note }: Cell): string =>
  value === undefined ? (note ?? '–') : figure(value);

/** The 95 % interval; empty where there is none. */
export const intervalText = ({ value, low, high }: Cell): string =>
  value === undefined || low === undefined || high === undefined ? '' : `[${figure(low)}, ${figure(high)}]`;

/** The measured value with its interval. */
export const measuredText = (cell: Cell): string =>
  [valueText(cell), intervalText(cell)].filter(Boolean).join(' ');

/** The paper's number; empty where it has none. */
export const paperText = ({ paper }: Cell): string => (paper === undefined ? '' : `paper ${paper}`);
