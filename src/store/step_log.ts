// Step metrics as growing columns. A later log shares its columns with the earlier one, so appending costs only the
// new rows. Each log reads no further than its length, so an old log never changes. A second append to the same log
// copies the columns, which keeps the reducer pure.
import { type ColumnName, STEP_COLUMNS, stepRows } from '../session/journal/step_columns.ts';
import type { StepMetrics } from '../session/protocol.ts';

interface Storage {
  used: number;
  capacity: number;
  readonly columns: Map<ColumnName, Float64Array>; // [capacity] each
}

export interface StepLog {
  readonly length: number;
  readonly latest?: StepMetrics;
  readonly storage: Storage;
}

const FIRST_CAPACITY = 256;

export const emptyStepLog = (): StepLog => ({
  length: 0,
  storage: { used: 0, capacity: FIRST_CAPACITY, columns: new Map() },
});

export function appendSteps(log: StepLog, rows: readonly StepMetrics[]): StepLog {
  if (rows.length === 0) return log;
  const keptRows = firstRowFrom(log, rows[0].step);
  // A resumed run repeats the steps after its checkpoint; the repeated rows replace the earlier ones.
  if (keptRows < log.length) return appendSteps({ ...log, length: keptRows }, rows);
  const length = log.length + rows.length;
  const mayShare = log.storage.used === log.length && length <= log.storage.capacity;
  const storage = mayShare ? log.storage : copyOf(log, length);
  for (const [index, metrics] of rows.entries()) {
    const row = log.length + index;
    for (const name of STEP_COLUMNS) columnOf(storage, name)[row] = metrics[name];
    for (const [name, value] of Object.entries(metrics.diagnostics)) {
      columnOf(storage, `diagnostics.${name}`)[row] = value;
    }
  }
  storage.used = length;
  return { length, latest: rows.at(-1), storage };
}

/** Number of rows whose step is below `step`; steps increase along the log. */
function firstRowFrom(log: StepLog, step: number): number {
  const steps = column(log, 'step');
  let rows = log.length;
  while (rows > 0 && steps[rows - 1] >= step) rows--;
  return rows;
}

/** The column's values so far: NaN for a step without the figure, empty if no step has it. */
export function column(log: StepLog, name: ColumnName): Float64Array {
  return log.storage.columns.get(name)?.subarray(0, log.length) ?? new Float64Array(0);
}

export const columnNames = (log: StepLog): ColumnName[] => [...log.storage.columns.keys()];

/** The steps as they came. */
export const rowsOf = (log: StepLog): StepMetrics[] =>
  stepRows(Object.fromEntries(columnNames(log).map((name) => [name, column(log, name)])), log.latest);

function copyOf(log: StepLog, length: number): Storage {
  const capacity = Math.max(log.storage.capacity, 2 ** Math.ceil(Math.log2(length)));
  const columns = new Map<ColumnName, Float64Array>();
  for (const [name, values] of log.storage.columns) {
    const copy = new Float64Array(capacity).fill(Number.NaN);
    copy.set(values.subarray(0, log.length));
    columns.set(name, copy);
  }
  return { used: log.length, capacity, columns };
}

function columnOf(storage: Storage, name: ColumnName): Float64Array {
  const existing = storage.columns.get(name);
  if (existing) return existing;
  const created = new Float64Array(storage.capacity).fill(Number.NaN);
  storage.columns.set(name, created);
  return created;
}
