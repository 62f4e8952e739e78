// Reads a visitor's file into rows. The format is found in the first lines and named; every line that does not fit is
// counted with its reason. Fewer than nine lines in ten that fit refuse the file.

import { yieldToMessages } from '../../event_loop/yield_to_messages.ts';
import type { ByteSource } from '../../formats/byte_source.ts';
import { quoted } from '../../settings/parse.ts';
import { DECIDING, detectFormat, formatOf, KNOWN_SHAPES } from './formats/detect.ts';
import { type DataRecord, type FormatName, Misfit, type RecordFormat } from './formats/format.ts';
import { type DataReport, type PlaceUnit, ReportCounter, reportText } from './report.ts';
import type { DataRow, RowContent } from './row.ts';
import { arrayItems } from './text/array_items.ts';
import { documentsOf } from './text/documents.ts';
import { linesOf } from './text/lines.ts';
import { LONGEST_PIECE, type Piece } from './text/piece.ts';
import { type TextOptions, textOf } from './text/unpacked.ts';

export interface ReadOptions extends TextOptions {
  /** Of documents in plain text; absent: blank lines. */
  readonly separator?: string;
}

interface ReadFile {
  readonly format: FormatName;
  /** "HH transcripts: a prompt and two answers". */
  readonly label: string;
  /** Why the file is taken for that. */
  readonly reason: string;
  /** What a reader should know of the rows; a sentence. */
  readonly note?: string;
  readonly report: DataReport;
}

export type DataReading =
  | (ReadFile & { readonly rows: readonly DataRow[] })
  /** A sentence that says why no line is used. */
  | (ReadFile & { readonly refusal: string });

/** Share of the lines that has to fit. */
const LEAST_USABLE = 0.9;
const ENDINGS = ['.jsonl', '.ndjson', '.json', '.txt', '.md'];
const PIECES_PER_TURN = 512;

/** A file that was named; a text that was pasted has no ending. */
function checkName(name: string): void {
  const ending = /\.[^.]*$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[0];
  if (ending !== undefined && !ENDINGS.includes(ending))
    throw new Error(
      `invalid file ${name}: ending ${quoted(ending)} (expected ${ENDINGS.join(', ')}, each also with .gz)`,
    );
}

/** Puts the first part that is not blank back before the others. */
async function peeked(
  text: AsyncGenerator<string>,
): Promise<{ start: string; whole: AsyncIterable<string> }> {
  const read: string[] = [];
  for (;;) {
    const { done, value } = await text.next();
    if (done) break;
    read.push(value);
    if (value.trim() !== '') break;
  }
  async function* whole() {
    yield* read;
    yield* text;
  }
  return { start: read.join('').trimStart(), whole: whole() };
}

type Container = 'lines' | 'array' | 'text';

/** JSON lines begin with an object and an array with what can stand in one, whatever the file's name is. */
function containerOf(name: string, start: string): Container {
  const isJson = /\.(json|jsonl|ndjson)(\.gz)?$/i.test(name);
  if (start.startsWith('[') && (isJson || /^\[\s*[{[\]]/.test(start))) return 'array';
  if (isJson) return 'lines';
  return /^\{\s*"/.test(start) ? 'lines' : 'text';
}

function parsed({ text }: Piece): DataRecord {
  if (text === undefined) throw new Misfit(`longer than ${LONGEST_PIECE.toLocaleString('en')} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Misfit('not JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Misfit('no object');
  return json as DataRecord;
}

function rowOf(format: RecordFormat, piece: Piece): RowContent {
  const record = parsed(piece);
  if (format.matches(record)) return format.rowOf(record);
  const other = formatOf(record);
  throw new Misfit(other ? `another format (${other.sign})` : `no ${format.sign}`);
}

class RowCollector {
  readonly rows: DataRow[] = [];
  private readonly counter: ReportCounter;

  constructor(unit: PlaceUnit) {
    this.counter = new ReportCounter(unit);
  }

  /** @param make throws a `Misfit`. */
  take({ place }: Piece, make: () => RowContent): void {
    try {
      this.rows.push({ place, ...make() });
      this.counter.use();
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      this.counter.leaveOut(place, error.message);
    }
  }

  get report(): DataReport {
    return this.counter.report;
  }
}

function concluded(file: Omit<ReadFile, 'report'>, { rows, report }: RowCollector): DataReading {
  if (report.used >= LEAST_USABLE * report.total) return { ...file, report, rows };
  const share = Math.round(100 * LEAST_USABLE);
  return {
    ...file,
    report,
    refusal: `Fewer than ${share} % can be used, so nothing is: ${reportText(report)}.`,
  };
}

async function readRecords(
  name: string,
  unit: PlaceUnit,
  pieces: AsyncIterable<Piece>,
): Promise<DataReading> {
  const collector = new RowCollector(unit);
  const first: Piece[] = [];
  let detected: ReturnType<typeof detectFormat>;
  const decide = () => {
    const records = first.map((piece) => {
      try {
        return parsed(piece);
      } catch {
        return undefined;
      }
    });
    detected = detectFormat(unit, records);
    if (!detected) {
      const record = records.find((each) => each !== undefined);
      const got = record ? `fields ${quoted(Object.keys(record).join(', '))}` : quoted(first[0].text ?? '');
      throw new Error(`invalid ${name}: ${got} (expected JSON with ${KNOWN_SHAPES})`);
    }
    const { format } = detected;
    for (const piece of first) collector.take(piece, () => rowOf(format, piece));
  };
  let sinceTurn = 0;
  for await (const piece of pieces) {
    if (detected) {
      const { format } = detected;
      collector.take(piece, () => rowOf(format, piece));
    } else if (first.push(piece) === DECIDING) decide();
    if (++sinceTurn % PIECES_PER_TURN === 0) await yieldToMessages();
  }
  if (first.length === 0) throw new Error(`invalid ${name}: empty (expected JSON with ${KNOWN_SHAPES})`);
  if (!detected) decide();
  const { format, reason } = detected!;
  return concluded({ format: format.name, label: format.label, reason, note: format.note }, collector);
}

async function readDocuments(
  name: string,
  documents: AsyncIterable<Piece>,
  separator: string | undefined,
): Promise<DataReading> {
  const collector = new RowCollector('document');
  for await (const document of documents) {
    collector.take(document, () => ({ kind: 'corpus', text: document.text! }));
    if (collector.rows.length % PIECES_PER_TURN === 0) await yieldToMessages();
  }
  if (collector.rows.length === 0) throw new Error(`invalid ${name}: empty (expected text)`);
  const between = separator ? JSON.stringify(separator) : 'a blank line';
  return concluded(
    {
      format: 'plain-text',
      label: 'Plain text: a corpus of documents',
      reason: `the text does not begin as JSON; ${between} ends a document`,
    },
    collector,
  );
}

/**
 * Throws what is wrong with the file as a whole: its ending, its bytes, its size, or a shape that nothing recognises.
 * Memory holds the rows and the slice at hand.
 */
export async function readData(source: ByteSource, options: ReadOptions = {}): Promise<DataReading> {
  const { name } = source;
  checkName(name);
  const { start, whole } = await peeked(textOf(source, options));
  const container = containerOf(name, start);
  if (container === 'text')
    return readDocuments(name, documentsOf(whole, options.separator), options.separator);
  if (container === 'array') return readRecords(name, 'item', arrayItems(name, whole));
  return readRecords(name, 'line', linesOf(whole));
}
