import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ByteSource, sourceOfBlob, sourceOfBytes } from './byte_source.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';
import { decoded, firstNotFinite, isNumberFormat, openSafetensors, tensorBytes } from './safetensors_file.ts';

async function readAll(source: ByteSource): Promise<Map<string, Tensor>> {
  const file = await openSafetensors(source);
  const tensors = new Map<string, Tensor>();
  for (const entry of file.entries) {
    if (!isNumberFormat(entry.format)) continue;
    const values: number[] = [];
    for await (const part of tensorBytes(file, entry, 4)) values.push(...decoded(part, entry.format));
    tensors.set(entry.name, { shape: entry.shape, values: Float32Array.from(values) });
  }
  return tensors;
}

const tensors = new Map([
  ['a', { shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 3, 65504, -0) }],
  ['__proto__', { shape: [], values: Float32Array.of(7) }],
  ['empty', { shape: [0, 4], values: new Float32Array() }],
]);

it.each(['F32', 'F16'] as const)('reads in parts what the other reader reads at once: %s', async (format) => {
  const bytes = writeSafetensors(tensors, { format: 'pt' }, format);
  expect(await readAll(sourceOfBytes('model.safetensors', bytes))).toEqual(readSafetensors(bytes));
  expect(await readAll(sourceOfBlob('model.safetensors', new Blob([bytes])))).toEqual(readSafetensors(bytes));
});

it('reads bfloat16, and gives tensors of integers by name', async () => {
  const bytes = writeSafetensors(
    new Map([['a', { shape: [2], values: Float32Array.of(1.5, -3) }]]),
    {},
    'BF16',
  );
  expect(await readAll(sourceOfBytes('model.safetensors', bytes))).toEqual(
    new Map([['a', { shape: [2], values: Float32Array.of(1.5, -3) }]]),
  );
  const json = '{"mask":{"dtype":"BOOL","shape":[1,3],"data_offsets":[0,3]}}';
  const masked = new Uint8Array(8 + json.length + 3);
  masked[0] = json.length;
  masked.set(new TextEncoder().encode(json), 8);
  const { entries } = await openSafetensors(sourceOfBytes('model.safetensors', masked));
  expect(entries).toEqual([{ name: 'mask', format: 'BOOL', shape: [1, 3], start: 0, end: 3 }]);
});

it('asks for no more bytes at once than a part has, however large the file', async () => {
  const gibibytes = 5 * 2 ** 30;
  const json = `{"a":{"dtype":"F32","shape":[${gibibytes / 4}],"data_offsets":[0,${gibibytes}]}}`;
  const head = new Uint8Array(8 + json.length);
  head[0] = json.length;
  head.set(new TextEncoder().encode(json), 8);
  const asked: number[] = [];
  const file = await openSafetensors({
    name: 'model.safetensors',
    size: head.length + gibibytes,
    slice: async (from, to) => {
      asked.push(to - from);
      return from < head.length ? head.subarray(from, to) : new Uint8Array(to - from);
    },
  });
  const parts = tensorBytes(file, file.entries[0], 4);
  await parts.next();
  await parts.next();
  expect(Math.max(...asked)).toBe(2 ** 23);
  expect(asked).toHaveLength(4);
});

it('finds the first number that is not finite', () => {
  expect(firstNotFinite(Float32Array.of(1, 3.4e38, -1e-45, 0))).toBe(-1);
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      fc.array(fc.float()),
      (before, odd, after) => {
        expect(firstNotFinite(Float32Array.of(...before, odd, ...after))).toBe(before.length);
      },
    ),
  );
});
