// brain/metrics.csv back into points: rows in which the policy was evaluated.
import { readCsv } from '../../formats/read_csv.ts';
import type { Estimate } from '../../math/statistics.ts';
import { quoted } from '../../settings/parse.ts';

export interface ClusterPoint {
  readonly step: number;
  readonly round: number;
  readonly reward: Estimate;
  /** To the prior, nats a response. */
  readonly kl: Estimate;
  /** Tokens; absent where it was not measured. */
  readonly meanLength?: number;
}

const MOST_ROWS = 100_000;
const MOST_COLUMNS = 500;
const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const REWARD = 'evaluation.reward';
const KL = 'evaluation.kl';
const LENGTH = 'evaluation.meanLength';
const NEEDED = [
  'step',
  'round',
  `${REWARD}.mean`,
  `${REWARD}.standardError`,
  `${KL}.mean`,
  `${KL}.standardError`,
];

/** KL of rounded log-probs may fall this far below 0. */
const ROUNDING = 1e-4;

type Row = ReadonlyMap<string, string>;

function numberOf(row: Row, column: string, least: number, line: number): number {
  const cell = row.get(column)!;
  const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
  if (Number.isFinite(value) && value >= least) return value;
  const bound = least === Number.NEGATIVE_INFINITY ? '' : ` of ${Math.max(0, least)} or more`;
  throw new Error(`invalid metrics.csv: line ${line}, ${column} ${quoted(cell)} (expected a number${bound})`);
}

function wholeOf(row: Row, column: string, line: number): number {
  const value = numberOf(row, column, 0, line);
  if (Number.isSafeInteger(value)) return value;
  throw new Error(`invalid metrics.csv: line ${line}, ${column} ${value} (expected a whole number)`);
}

function pointOf(row: Row, line: number): ClusterPoint {
  const estimate = (name: string, least: number): Estimate => ({
    mean: numberOf(row, `${name}.mean`, least, line),
    standardError: numberOf(row, `${name}.standardError`, 0, line),
  });
  const kl = estimate(KL, -ROUNDING);
  return {
    step: wholeOf(row, 'step', line),
    round: wholeOf(row, 'round', line),
    reward: estimate(REWARD, Number.NEGATIVE_INFINITY),
    kl: { ...kl, mean: Math.max(0, kl.mean) },
    ...(row.get(LENGTH) ? { meanLength: numberOf(row, LENGTH, 0, line) } : {}),
  };
}

/** In the order of their steps. Throws a sentence. @param lastStep no row is later. */
export function readMetrics(text: string, lastStep: number): readonly ClusterPoint[] {
  const [header = [], ...rows] = readCsv(text);
  if (rows.length > MOST_ROWS || header.length > MOST_COLUMNS)
    throw new Error(
      `invalid metrics.csv: ${rows.length} rows of ${header.length} columns (expected at most ${MOST_ROWS} of ${MOST_COLUMNS})`,
    );
  const repeated = header.find((name, i) => header.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new Error(`invalid metrics.csv: column ${quoted(repeated)} twice (expected distinct names)`);
  const missing = NEEDED.find((name) => !header.includes(name));
  if (missing) throw new Error(`invalid metrics.csv: no column ${missing} (expected ${NEEDED.join(', ')})`);
  const points: ClusterPoint[] = [];
  let before = -1;
  for (const [i, cells] of rows.entries()) {
    const line = i + 2;
    if (cells.length !== header.length)
      throw new Error(
        `invalid metrics.csv: line ${line} has ${cells.length} cells (expected ${header.length})`,
      );
    const row: Row = new Map(cells.map((cell, c) => [header[c], cell]));
    const step = wholeOf(row, 'step', line);
    if (step <= before || step > lastStep)
      throw new Error(
        `invalid metrics.csv: line ${line}, step ${step} (expected ${before + 1}..${lastStep}: steps in their order)`,
      );
    before = step;
    if (row.get(`${KL}.mean`) !== '') points.push(pointOf(row, line));
  }
  if (points.length === 0)
    throw new Error('invalid metrics.csv: no row with evaluation.kl.mean (expected a point or more)');
  return points;
}
