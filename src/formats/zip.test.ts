import { strToU8, Zip, ZipDeflate, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readZip, type ZipLimits } from './zip.ts';

const limits: ZipLimits = { fileBytes: 1e6, entries: 4, entryBytes: 1e6, totalBytes: 1.5e6 };
const all = () => true;
const read = (bytes: Uint8Array) => readZip(bytes, all, limits);
const zeros = (length: number) => new Uint8Array(length);
const noise = Uint8Array.from({ length: 200_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24);

/** Overwrites the size that the local header of the first entry declares. */
function declaring(bytes: Uint8Array, size: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(22, size, true);
  return copy;
}

test('brings back what was packed, deflated or not, and leaves out what nobody wants', () => {
  const bytes = zipSync({ 'a/b.json': strToU8('{}'), noise: [noise, { level: 0 }], other: strToU8('x') });
  const found = readZip(bytes, (name) => name !== 'other', limits);
  expect([...found.keys()]).toEqual(['a/b.json', 'noise']);
  expect(found.get('noise')).toEqual(noise);
  expect(new TextDecoder().decode(found.get('a/b.json'))).toBe('{}');
});

test('reads a zip that says its sizes behind the data, as other programs write it', () => {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((_, chunk) => chunks.push(chunk));
  for (const [name, content] of [
    ['a', 'first'],
    ['b', 'second'],
  ]) {
    const file = new ZipDeflate(name);
    zip.add(file);
    file.push(strToU8(content), true);
  }
  zip.end();
  const found = read(Buffer.concat(chunks));
  expect([...found].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)])).toEqual([
    ['a', 'first'],
    ['b', 'second'],
  ]);
});

test('refuses a bomb by what its header says, before anything is inflated', () => {
  expect(() => read(zipSync({ bomb: zeros(1e6 + 1) }))).toThrow(
    'entry bomb of 1000001 bytes (expected at most 1000000)',
  );
  expect(() => read(zipSync({ a: zeros(8e5), b: zeros(8e5) }))).toThrow(
    '1600000 bytes in all entries (expected at most 1500000)',
  );
});

test('refuses a bomb whose header lies as soon as too much has come out', () => {
  const made = 3.5e7;
  let message = '';
  try {
    read(declaring(zipSync({ bomb: zeros(made) }), 10));
  } catch (error) {
    message = String(error);
  }
  const [, bytes] = /entry bomb of (\d+) bytes \(expected at most 1000000\)$/.exec(message)!;
  expect(Number(bytes)).toBeLessThan(made / 2);
});

test('refuses an entry that goes on long after its end', () => {
  const tail = Buffer.alloc(3e5, 1);
  const one = zipSync({ a: strToU8('short') });
  const start = 30 + 1;
  const size = new DataView(one.buffer).getUint32(18, true);
  const long = Buffer.concat([one.subarray(0, start + size), tail]);
  long.writeUInt32LE(size + tail.length, 18);
  expect(() => read(long)).toThrow('entry a goes on after its end (expected a whole zip)');
});

test.each([
  ['nothing', new Uint8Array(0), '0 bytes without an entry (expected a zip)'],
  ['text', strToU8('{"schema": "brain-run"}'), '23 bytes without an entry (expected a zip)'],
  ['a large file', zeros(1e6 + 1), '1000001 bytes (expected at most 1000000)'],
  [
    'many entries',
    zipSync(Object.fromEntries('abcde'.split('').map((name) => [name, zeros(1)]))),
    'more than 4 entries (expected at most 4)',
  ],
  [
    'half a file',
    zipSync({ a: noise }, { level: 0 }).subarray(0, 1000),
    /^a damaged zip: .* \(expected a whole one\)$/,
  ],
  [
    'one name twice',
    Buffer.concat([zipSync({ a: strToU8('1') }), zipSync({ a: strToU8('2') })]),
    'entry a twice (expected distinct names)',
  ],
])('refuses %s', (_, bytes, message) => {
  expect(() => read(bytes)).toThrow(message);
});

test('refuses a method of compression that is not deflate', () => {
  const bytes = zipSync({ a: strToU8('text') });
  bytes[8] = 14; // LZMA
  expect(() => read(bytes)).toThrow('entry a with compression 14 (expected deflate or none)');
});

test('refuses data that is no deflate stream', () => {
  const bytes = zipSync({ a: strToU8('text that is long enough to be deflated, deflated, deflated') });
  bytes.fill(0xff, 31, 45);
  expect(() => read(bytes)).toThrow(/^entry a cannot be inflated: .* \(expected a whole zip\)$/);
});
