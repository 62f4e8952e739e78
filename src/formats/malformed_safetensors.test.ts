// Twenty files and what the library safetensors 0.8 says of each. Where ours is stricter, the format's own text is.
import { expect, it } from 'vitest';
import { sourceOfBytes } from './byte_source.ts';
import { readSafetensors } from './safetensors.ts';
import { openSafetensors } from './safetensors_file.ts';

function fileOf(header: string | Uint8Array, dataBytes = 0, length?: bigint): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const entry = (shape: readonly number[], start: number, end: number, dtype = 'F32') =>
  JSON.stringify({ dtype, shape, data_offsets: [start, end] });

const nan = fileOf(`{"a":${entry([1], 0, 4)}}`, 4);
nan.fill(0xff, nan.length - 4);

type Verdict = 'accepted' | 'refused';
const cases: readonly [name: string, bytes: Uint8Array, library: Verdict, ours?: Verdict][] = [
  [
    'two tensors on the same bytes',
    fileOf(`{"a":${entry([1], 0, 4)},"b":${entry([1], 0, 4)}}`, 4),
    'refused',
  ],
  ['a hole', fileOf(`{"a":${entry([1], 0, 4)},"b":${entry([1], 8, 12)}}`, 12), 'refused'],
  ['trailing bytes', fileOf(`{"a":${entry([1], 0, 4)}}`, 5), 'refused'],
  ['a duplicate key', fileOf(`{"a":${entry([1], 0, 4)},"a":${entry([1], 0, 4)}}`, 4), 'refused'],
  ['an offset past the end', fileOf(`{"a":${entry([2], 0, 8)}}`, 4), 'refused'],
  ['an overflow of the shape', fileOf(`{"a":${entry([2 ** 52, 2 ** 52], 0, 4)}}`, 4), 'refused'],
  ['a list for a header', fileOf('[]'), 'refused'],
  ['metadata that are no text', fileOf('{"__metadata__":{"a":1}}'), 'refused'],
  ['a tensor named __proto__', fileOf(`{"__proto__":${entry([1], 0, 4)}}`, 4), 'accepted'],
  ['a header of 2^40 bytes', fileOf('{}', 0, 1n << 40n), 'refused'],
  ['fewer than 8 bytes', new Uint8Array(7), 'refused'],
  ['a header that is not UTF-8', fileOf(Uint8Array.of(0x7b, 0xff, 0x7d)), 'refused'],
  ['null for a header', fileOf('null'), 'refused'],
  ['an unknown dtype', fileOf(`{"a":${entry([1], 0, 4, 'F31')}}`, 4), 'refused'],
  ['a negative offset', fileOf(`{"a":${entry([1], -4, 0)}}`), 'refused'],
  ['an empty tensor', fileOf(`{"a":${entry([0, 3], 0, 0)}}`), 'accepted'],
  ['a scalar', fileOf(`{"a":${entry([], 0, 4)}}`, 4), 'accepted'],
  ['unsorted offsets', fileOf(`{"a":${entry([1], 4, 8)},"b":${entry([1], 0, 4)}}`, 8), 'accepted'],
  ['a space first', fileOf(` {"a":${entry([1], 0, 4)}}`, 4), 'accepted', 'refused'],
  ['a number that is none', nan, 'accepted'],
];

it('has twenty', () => expect(cases).toHaveLength(20));

it.each(cases)('%s', async (_, bytes, library, ours = library) => {
  const sentence = /^invalid (safetensors( header)?|tensor .+): .+ \(expected .+\)$/;
  const whole = () => readSafetensors(bytes);
  const inParts = openSafetensors(sourceOfBytes('model.safetensors', bytes));
  if (ours === 'accepted') {
    expect(whole().size).toBe((await inParts).entries.length);
    return;
  }
  expect(whole).toThrow(sentence);
  await expect(inParts).rejects.toThrow(sentence);
});
