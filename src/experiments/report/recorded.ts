// A finished report in short, for the page to show until it has numbers of its own: results without the runs' settings.
import * as v from 'valibot';
import { METHOD_NAMES } from '../../objectives/index.ts';
import { EXPERIMENT_IDS } from '../experiment.ts';
import { SIZES } from '../scale.ts';
import type { Report } from './report.ts';

const string = v.string();
const number = v.pipe(v.number(), v.finite());
const some = v.optional(number);
const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());
const method = v.optional(v.picklist(METHOD_NAMES));

const cell = v.object({ value: some, low: some, high: some, paper: some, note: v.optional(string) });
const table = v.object({
  title: string,
  columns: list(string),
  unit: string,
  decimals: some,
  note: v.optional(string),
  rows: list(v.object({ label: string, method, cells: list(cell) })),
});

const point = v.object({
  x: number,
  y: number,
  xLow: some,
  xHigh: some,
  yLow: some,
  yHigh: some,
  label: v.optional(string),
});
const axis = v.object({ label: string, scale: v.optional(v.picklist(['linear', 'log'])) });
const figure = v.object({
  id: string,
  title: string,
  x: axis,
  y: axis,
  whiskers: v.optional(string),
  series: list(
    v.object({
      label: string,
      method,
      kind: v.picklist(['points', 'line', 'points-and-line']),
      dashed: v.optional(v.boolean()),
      points: list(point),
    }),
  ),
});

const claim = v.object({
  text: string,
  paper: v.optional(string),
  source: v.optional(string),
  expected: v.optional(v.literal('level')),
  measured: string,
  verdict: v.picklist(['reproduced', 'contradicted', 'level', 'undecided', 'waiting']),
  differs: v.optional(string),
});

const experiment = v.object({
  id: v.picklist(EXPERIMENT_IDS),
  result: v.object({ tables: list(table), figures: list(figure), claims: list(claim) }),
  size: v.picklist(SIZES),
  runs: number,
  seeds: number,
  seconds: number,
  backends: list(string),
});

const recordedSchema = v.object({
  /** ISO 8601. */
  date: string,
  version: string,
  experiments: list(experiment),
});

export type RecordedExperiment = v.InferOutput<typeof experiment>;
export type RecordedReport = v.InferOutput<typeof recordedSchema>;

const DIGITS = 5;
const rounded = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;

/** Experiments that are computed on the spot are left out. Throws for a report of an older form. */
export function recordedText({ date, version, experiments }: Report): string {
  const kept = experiments.filter(({ provenance }) => provenance.runs > 0);
  const recorded = {
    date,
    version,
    experiments: kept.map(({ experiment: { id }, result, provenance }) => ({
      id,
      result: { ...result, claims: result.claims.map(({ runs, ...claim }) => claim) },
      size: provenance.size,
      runs: provenance.runs,
      seeds: provenance.seeds.length,
      seconds: provenance.seconds,
      backends: provenance.backends,
    })),
  } satisfies RecordedReport;
  const text = `${JSON.stringify(recorded, rounded)}\n`;
  readRecorded(text);
  return text;
}

/** Throws with the field that is wrong. */
export function readRecorded(recorded: string): RecordedReport {
  const parsed = v.safeParse(recordedSchema, JSON.parse(recorded));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`invalid recorded report: ${v.getDotPath(issue) ?? 'report'}: ${issue.message}`);
}
