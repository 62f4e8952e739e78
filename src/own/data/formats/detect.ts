// Which format a file's lines have: that of most of the first ones.
import { type PlaceUnit, plural } from '../report.ts';
import { chat, chatPreferences } from './chat.ts';
import type { DataRecord, RecordFormat } from './format.ts';
import { preferences, summaries } from './preferences.ts';
import { completions, prompts, texts } from './single_texts.ts';
import { transcripts } from './transcripts.ts';

/** A line is of the first format that recognises it. */
const formats: readonly RecordFormat[] = [
  transcripts,
  chatPreferences,
  preferences,
  summaries,
  chat,
  completions,
  prompts,
  texts,
];

/** Lines that decide. */
export const DECIDING = 100;

export const formatOf = (record: DataRecord): RecordFormat | undefined =>
  formats.find((format) => format.matches(record));

export interface DetectedFormat {
  readonly format: RecordFormat;
  /** "20 of the first 20 lines have prompt and completion as texts". */
  readonly reason: string;
}

/** @param records of the first lines; those that are no objects are undefined. */
export function detectFormat(
  unit: PlaceUnit,
  records: readonly (DataRecord | undefined)[],
): DetectedFormat | undefined {
  const found = records.map((record) => record && formatOf(record));
  const lines = (format: RecordFormat) => found.filter((other) => other === format).length;
  const [format] = formats.filter((each) => found.includes(each)).sort((a, b) => lines(b) - lines(a));
  if (!format) return undefined;
  const first = records.length === 1 ? `the first ${unit}` : `the first ${plural(unit, records.length)}`;
  return { format, reason: `${lines(format)} of ${first} have ${format.sign}` };
}

/** What can be read, for whoever brought something else. */
export const KNOWN_SHAPES = formats.map(({ sign }) => sign).join('; ');
