// Step metrics as columns: a tenth of what they take as objects.
import type { StepMetrics } from '../protocol.ts';

export const STEP_COLUMNS = [
  'step',
  'round',
  'loss',
  'selfNormalisedKl',
  'meanReward',
  'essAlpha',
  'essBeta',
  'gradientNorm',
  'stepMs',
  'trainedTokensPerSecond',
  'sampledTokensPerSecond',
  'deviceBytes',
  'peakDeviceBytes',
] as const;
export type StepColumn = (typeof STEP_COLUMNS)[number];

/** Name of a column: a figure of every step, or `diagnostics.<name>` for a figure specific to the method. */
export type ColumnName = StepColumn | `diagnostics.${string}`;

const DIAGNOSTICS = 'diagnostics.';

/** All of one length; NaN for a step without the figure. */
export type StepColumns = Readonly<Record<string, Float64Array>>;

export function stepColumns(rows: readonly StepMetrics[]): StepColumns {
  const columns: Record<string, Float64Array> = {};
  if (rows.length === 0) return columns;
  for (const name of STEP_COLUMNS) {
    const values = new Float64Array(rows.length);
    for (let row = 0; row < rows.length; row++) values[row] = rows[row][name];
    columns[name] = values;
  }
  const ofMethod: Record<string, Float64Array> = {};
  for (let row = 0; row < rows.length; row++) {
    const { diagnostics } = rows[row];
    for (const name in diagnostics) {
      ofMethod[name] ??= new Float64Array(rows.length).fill(Number.NaN);
      ofMethod[name][row] = diagnostics[name];
    }
  }
  for (const [name, values] of Object.entries(ofMethod)) columns[`${DIAGNOSTICS}${name}`] = values;
  return columns;
}

/** The rows of columns. @param latest the last row as it was, with what the columns leave out. */
export function stepRows(columns: StepColumns, latest: StepMetrics | undefined): StepMetrics[] {
  const length = columns.step?.length ?? 0;
  if (length === 0 || !latest) return [];
  const ofMethod = Object.keys(columns).filter((name) => name.startsWith(DIAGNOSTICS));
  const rows = Array.from({ length: length - 1 }, (_, row): StepMetrics => {
    const figures = Object.fromEntries(
      STEP_COLUMNS.map((name) => [name, columns[name]?.[row] ?? Number.NaN]),
    );
    const known = ofMethod.filter((name) => !Number.isNaN(columns[name][row]));
    const diagnostics = Object.fromEntries(
      known.map((name) => [name.slice(DIAGNOSTICS.length), columns[name][row]]),
    );
    return { ...latest, ...figures, diagnostics };
  });
  return [...rows, latest];
}
