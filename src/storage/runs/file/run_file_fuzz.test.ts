// Run files and records that somebody has damaged or made up: each is refused with a sentence, or can be shown.
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readExactJson, writeExactJson } from '../../../formats/exact_json.ts';
import { type RunHistory, readHistory } from '../../../session/journal/run_history.ts';
import { digestOf } from '../../../session/journal/run_piece.ts';
import { sampleHistory } from '../../../session/journal/sample_history.ts';
import { restoredRun } from '../../../store/restored_run.ts';
import { runFiles } from '../../../ui/train/export_runs.ts';
import { readKeptRun } from '../kept_run.ts';
import { filedRun, origin } from './filed_run.ts';
import { Parts, readParts, readRunFile } from './read_run_file.ts';
import type { RunFile } from './run_file.ts';
import { writeRunFile } from './write_run_file.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Entries = Readonly<Record<string, Bytes>>;

const bytesOf = (document: unknown) => strToU8(writeExactJson(document)) as Bytes;

/** A history with some of the sample's events: the fewer, the quicker it is read. */
const historyOf = (...wanted: readonly number[]): RunHistory => ({
  ...sampleHistory,
  events: sampleHistory.events.filter((_, i) => wanted.includes(i)),
  changes: [],
});
const history = bytesOf(historyOf(0, 3, 7));
const parts = await filedRun({ rounds: 1 });
const pieces = parts.pieces.slice(0, 1).map((piece) => ({ ...piece, history }));
const whole = writeRunFile({
  kept: { ...parts.kept, pieces: parts.kept.pieces.slice(0, 1) },
  pieces,
  inputs: { 'preferences.jsonl': strToU8('{}\n') as Bytes },
  origin,
});
const entries = unzipSync(whole) as Entries;
const names = Object.keys(entries);
const documents = new Map(
  names.flatMap((name) => (name.endsWith('.json') ? [[name, readExactJson(strFromU8(entries[name]))]] : [])),
);

const STRANGE = [
  null,
  -1,
  0.5,
  1e300,
  2 ** 53,
  '',
  'text',
  true,
  [],
  {},
  [[]],
  { $number: 'NaN' },
  { $number: 1 },
  { $f64: 'AAAA' },
  { $f32: '!' },
  new Float64Array([Number.NaN]),
];

/** Puts another value somewhere into a document, or takes one away. */
function strangeJson(document: unknown, random: () => number): unknown {
  if (typeof document !== 'object' || document === null || ArrayBuffer.isView(document) || random() < 0.1)
    return random() < 0.01 ? 'x'.repeat(70_000) : STRANGE[Math.floor(random() * STRANGE.length)];
  const keys = Object.keys(document);
  if (keys.length === 0) return { strange: 1 };
  const key = keys[Math.floor(random() * keys.length)];
  const changed = { ...document, [key]: strangeJson(document[key as never], random) };
  if (random() < 0.1) delete changed[key as never];
  return Array.isArray(document) ? Object.values(changed) : changed;
}

function strangeBytes(bytes: Bytes, random: () => number): Bytes {
  const at = Math.floor(random() * bytes.length);
  const kind = random();
  if (kind < 0.2) return bytes.slice(0, at);
  if (kind < 0.3) return bytes.slice(at);
  const copy = bytes.slice();
  if (kind < 0.5) copy.copyWithin(at, 0, Math.floor(random() * 64));
  else
    for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips--)
      copy[Math.floor(random() * copy.length)] ^= 1 << Math.floor(random() * 8);
  return copy;
}

function strangeEntries(random: () => number): Map<string, Bytes> {
  const changed = new Map(Object.entries(entries));
  const pick = () => names[Math.floor(random() * names.length)];
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const [name, other] = [pick(), pick()];
    const bytes = changed.get(name) ?? entries[name];
    const kind = random();
    if (kind < 0.1) changed.delete(name);
    else if (kind < 0.2) changed.set(name, entries[other]).set(other, bytes);
    else if (kind < 0.5 || !documents.has(name)) changed.set(name, strangeBytes(bytes, random));
    else changed.set(name, bytesOf(strangeJson(documents.get(name), random)));
  }
  if (random() < 0.8) rightDigests(changed);
  return changed;
}

/** Makes the digests those of the parts, as somebody would who makes up a file. */
function rightDigests(changed: Map<string, Bytes>): void {
  try {
    const index = JSON.parse(strFromU8(changed.get('run.json')!));
    for (const [name, bytes] of changed)
      if (index.parts[name] && bytes !== entries[name]) index.parts[name] = { sha256: digestOf(bytes) };
    changed.set('run.json', bytesOf(index));
  } catch {
    // run.json is not one any more
  }
}

/** What the page does with a run that it takes; exports take longer. */
function show({ kept, pieces: taken }: RunFile, withExports: boolean): void {
  const histories = taken.map((piece) => piece.history);
  const run = readOrRefused(() => restoredRun(1, kept, histories));
  if (run && withExports) runFiles([run], { link: 'http://host/', version: '1', date: '2026-11-26' });
}

const SENTENCE = /^.{5,600} \(expected .+\)$/s;

/** The value, or undefined where it is refused with a sentence. */
function readOrRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    // A TypeError or RangeError would be an accident and no refusal.
    const isSentence = (error as Error).constructor === Error && SENTENCE.test((error as Error).message);
    if (!isSentence) throw error;
    return undefined;
  }
}

/** Numbers in 0..1 by a seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return (Math.imul(state ^ (state >>> 13), 0x297a2d39) >>> 0) / 2 ** 32;
  };
}

test('9,000 files whose parts are damaged or made up', () => {
  let shown = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const file = readOrRefused(() => readParts(new Parts(strangeEntries(randomOf(seed)))));
      if (!file) return;
      show(file, shown++ % 10 === 0);
    }),
    { numRuns: 9000 },
  );
  // Some changes do no harm, such as another seed in the settings.
  expect(shown).toBeGreaterThan(100);
  expect(shown).toBeLessThan(6000);
});

test('1,000 files with damage to the zip itself', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const file = readOrRefused(() => readRunFile(strangeBytes(whole as Bytes, randomOf(seed))));
      if (file) show(file, false);
    }),
    { numRuns: 1000 },
  );
});

test('the order of the parts does not matter', () => {
  const turned = zipSync(Object.fromEntries(Object.entries(entries).reverse()));
  expect(readRunFile(turned)).toEqual(readRunFile(whole));
});

const { changes } = sampleHistory;
const record = { ...parts.kept, parent: { key: 'abcdef00', step: 3 }, removedMs: 5 };

test('10,000 records and histories', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = randomOf(seed);
      const kept = readOrRefused(() => readKeptRun(seed % 2 === 0 ? strangeJson(record, random) : record));
      const some = historyOf(Math.floor(11 * random()), Math.floor(11 * random()));
      const document = strangeJson(seed % 8 === 1 ? { ...some, changes } : some, random);
      const bytes = bytesOf(document);
      if (!kept || !readOrRefused(() => readHistory(bytes))) return;
      if (readOrRefused(() => restoredRun(1, { ...kept, pieces: kept.pieces.slice(0, 1) }, [bytes]))) taken++;
    }),
    { numRuns: 10_000 },
  );
  expect(taken).toBeGreaterThan(100);
});
