import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHIPPED_TASK_NAMES } from '../tasks/task.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';

/** A file of this header and so many bytes of data, put together by hand. */
function fileOf(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const entry = (shape: readonly unknown[], start: number, end: number, dtype = 'F32') =>
  JSON.stringify({ dtype, shape, data_offsets: [start, end] });

const OWN_ERROR = /^invalid (safetensors( header)?:|tensor )/;

/** Reads, or throws an error of this module; anything else fails. */
function readOrRefuse(bytes: Uint8Array): 'read' | 'refused' {
  try {
    readSafetensors(bytes);
    return 'read';
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(OWN_ERROR);
    return 'refused';
  }
}

describe('safetensors', () => {
  it('round-trips names, shapes and values, whatever the names', () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'constructor', 'toString', '0', 'h.0.ln_1.weight', ''),
    );
    const shapes = fc.array(fc.nat(3), { maxLength: 3 });
    const tensors = fc.uniqueArray(fc.tuple(names, shapes, fc.infiniteStream(fc.float())), {
      selector: ([name]) => name,
      maxLength: 5,
    });
    fc.assert(
      fc.property(tensors, (drawn) => {
        const written = new Map(
          drawn.map(([name, shape, numbers]): [string, Tensor] => {
            const size = shape.reduce((a, b) => a * b, 1);
            return [name, { shape, values: Float32Array.from({ length: size }, () => numbers.next().value) }];
          }),
        );
        const read = readSafetensors(writeSafetensors(written, { format: 'pt', ['__proto__']: 'x' }));
        expect(read).toEqual(written);
        expect(read.size).toBe(drawn.length);
      }),
    );
  });

  it.each(SHIPPED_TASK_NAMES)('writes the shipped model that it has read byte by byte: %s', (task) => {
    const bytes = readFileSync(`public/models/${task}/model.safetensors`);
    const format = bytes.includes('"F16"') ? 'F16' : 'F32';
    const written = writeSafetensors(readSafetensors(bytes), { format: 'pt' }, format);
    expect(Buffer.compare(written, bytes)).toBe(0);
  });

  it('reads a file assembled by hand, at any place in a larger buffer', () => {
    const file = fileOf(
      ` {"a":${entry([1, 2], 4, 12)},"empty":${entry([0], 4, 4)},"b":${entry([], 0, 4)}}  `.trim(),
      12,
    );
    const view = new DataView(file.buffer);
    [7, 1.5, -2].forEach((value, i) => {
      view.setFloat32(file.length - 12 + 4 * i, value, true);
    });
    for (const shift of [0, 1, 2, 3]) {
      const around = Buffer.alloc(file.length + shift);
      around.set(file, shift);
      const tensors = readSafetensors(around.subarray(shift));
      expect([...tensors]).toEqual([
        ['b', { shape: [], values: Float32Array.of(7) }],
        ['empty', { shape: [0], values: new Float32Array() }],
        ['a', { shape: [1, 2], values: Float32Array.of(1.5, -2) }],
      ]);
    }
  });

  it('rounds to half precision where asked, and reads formats side by side', () => {
    const tensors = new Map([['a', { shape: [2], values: Float32Array.of(1 / 3, -65504) }]]);
    const bytes = writeSafetensors(tensors, {}, 'F16');
    expect([...readSafetensors(bytes).get('a')!.values]).toEqual([0.333251953125, -65504]);
    const mixed = fileOf(`{"a":${entry([1], 0, 2, 'F16')},"b":${entry([1], 2, 6)}}`, 6);
    new DataView(mixed.buffer).setUint16(mixed.length - 6, 0x3c00, true);
    new DataView(mixed.buffer).setFloat32(mixed.length - 4, 7, true);
    expect([...readSafetensors(mixed)].map(([, { values }]) => values[0])).toEqual([1, 7]);
  });

  it('keeps its numbers when the file changes afterwards', () => {
    const bytes = writeSafetensors(new Map([['a', { shape: [1], values: Float32Array.of(3) }]]));
    const tensors = readSafetensors(bytes);
    bytes.fill(0);
    expect([...tensors.get('a')!.values]).toEqual([3]);
  });

  it.each([
    ['too short', new Uint8Array(3), 'invalid safetensors: 3 bytes (expected at least 8)'],
    [
      'a header past the end',
      new Uint8Array(8).fill(255),
      /^invalid safetensors: header of \d+ bytes \(expected at most 0\)$/,
    ],
    ['text that is not JSON', fileOf('{'), /^invalid safetensors header: .* \(expected JSON\)$/],
    [
      'text that is not UTF-8',
      fileOf(Uint8Array.of(0x7b, 0xff, 0x7d)),
      /^invalid safetensors header: .* \(expected JSON\)$/,
    ],
    [
      'an array for a header',
      fileOf('[]'),
      'invalid safetensors header: (array) (expected an object from the first byte)',
    ],
    [
      'a number for a header',
      fileOf('3'),
      'invalid safetensors header: 3 (expected an object from the first byte)',
    ],
    [
      'space before the header',
      fileOf(' {}'),
      'invalid safetensors header: (object) (expected an object from the first byte)',
    ],
    ['a byte-order mark', fileOf('\uFEFF{}'), /^invalid safetensors header: .* \(expected JSON\)$/],
    [
      'a tensor twice',
      fileOf(`{"a":${entry([1], 0, 4)},"\\u0061":${entry([1], 4, 8)}}`, 8),
      'invalid safetensors header: a twice (expected distinct keys)',
    ],
    [
      'a shape twice',
      fileOf('{"a":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}', 8),
      'invalid safetensors header: a.shape twice (expected distinct keys)',
    ],
    [
      'metadata twice',
      fileOf('{"__metadata__":{},"__metadata__":{}}'),
      'invalid safetensors header: __metadata__ twice (expected distinct keys)',
    ],
    [
      'metadata that is a list',
      fileOf('{"__metadata__":["pt"]}'),
      'invalid safetensors header: __metadata__ (array) (expected an object)',
    ],
    [
      'metadata that is nothing',
      fileOf('{"__metadata__":null}'),
      'invalid safetensors header: __metadata__ null (expected an object)',
    ],
    [
      'metadata that is not text',
      fileOf('{"__metadata__":{"format":"pt","__proto__":3}}'),
      'invalid safetensors header: __metadata__.__proto__ 3 (expected text)',
    ],
    [
      'another type',
      fileOf(`{"a":${entry([1], 0, 2, 'BF16')}}`, 2),
      'invalid tensor a: dtype BF16 (expected F32 or F16)',
    ],
    [
      'a tensor that is a list',
      fileOf('{"a":[]}'),
      'invalid tensor a: dtype (missing) (expected dtype, shape and data_offsets)',
    ],
    [
      'a tensor that is a number',
      fileOf('{"a":3}'),
      'invalid tensor a: entry 3 (expected dtype, shape and data_offsets)',
    ],
    [
      'a length below 0',
      fileOf(`{"a":${entry([-1], 0, 4)}}`, 4),
      'invalid tensor a: shape.0 -1 (expected whole numbers of 0 or more)',
    ],
    [
      'a length that is a fraction',
      fileOf(`{"a":${entry([0.5], 0, 2)}}`, 2),
      'invalid tensor a: shape.0 0.5 (expected whole numbers of 0 or more)',
    ],
    [
      'a length that is text',
      fileOf(`{"a":${entry(['1'], 0, 4)}}`, 4),
      'invalid tensor a: shape.0 1 (expected whole numbers of 0 or more)',
    ],
    [
      'three offsets',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}', 8),
      'invalid tensor a: data_offsets.2 8 (expected start and end)',
    ],
    [
      'a shape that overflows',
      fileOf(`{"a":${entry([2 ** 27, 2 ** 27], 0, 0)}}`),
      'invalid tensor a: shape [134217728,134217728] (expected fewer than 2^53 numbers)',
    ],
    [
      'a shape that overflows before it is empty',
      fileOf(`{"a":${entry([2 ** 27, 2 ** 27, 0], 0, 0)}}`),
      'invalid tensor a: shape [134217728,134217728,0] (expected fewer than 2^53 numbers)',
    ],
    [
      'a shape of other bytes',
      fileOf(`{"a":${entry([2], 0, 4)}}`, 4),
      'invalid tensor a: bytes 0..4 (expected 8 for its shape)',
    ],
    [
      'an end before the start',
      fileOf(`{"a":${entry([1], 4, 0)}}`, 4),
      'invalid tensor a: bytes 4..0 (expected 4 for its shape)',
    ],
    [
      'an offset past the end',
      fileOf(`{"a":${entry([2], 0, 8)}}`, 4),
      'invalid tensor a: bytes 0..8 (expected at most 4, the end of the file)',
    ],
    [
      'overlapping tensors',
      fileOf(`{"b":${entry([2], 4, 12)},"a":${entry([2], 0, 8)}}`, 12),
      'invalid tensor b: from byte 4 (expected 8: tensors may not overlap)',
    ],
    [
      'one place for two tensors',
      fileOf(`{"a":${entry([1], 0, 4)},"b":${entry([1], 0, 4)}}`, 4),
      'invalid tensor b: from byte 0 (expected 4: tensors may not overlap)',
    ],
    [
      'a hole between tensors',
      fileOf(`{"a":${entry([1], 0, 4)},"b":${entry([1], 8, 12)}}`, 12),
      'invalid tensor b: from byte 8 (expected 4: tensors may not leave holes)',
    ],
    [
      'a hole before the first',
      fileOf(`{"a":${entry([1], 4, 8)}}`, 8),
      'invalid tensor a: from byte 4 (expected 0: tensors may not leave holes)',
    ],
    [
      'bytes behind the last',
      fileOf(`{"a":${entry([1], 0, 4)}}`, 7),
      'invalid safetensors: 3 bytes after the last tensor (expected none)',
    ],
  ])('refuses %s', (_, bytes, message) => {
    const read = () => readSafetensors(bytes);
    if (typeof message === 'string') expect(read).toThrow(new Error(message));
    else expect(read).toThrow(message);
    expect(readOrRefuse(bytes)).toBe('refused');
  });

  it('keeps its messages short, whatever the file holds', () => {
    const name = 'x'.repeat(100_000);
    for (const file of [
      fileOf(`{"${name}":${entry([1], 0, 8)}}`, 8),
      fileOf(`{"a":${entry([1], 0, 4, name)}}`, 4),
      fileOf(`{"${name}":1,"${name}":1}`),
      fileOf(`{"__metadata__":{"${name}":1}}`),
      fileOf(`{"a":${entry(new Array(10_000).fill(10), 0, 4)}}`, 4),
    ]) {
      let message = '';
      try {
        readSafetensors(file);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(OWN_ERROR);
      expect(message.length).toBeLessThan(200);
    }
  });

  it('never throws anything but an error of its own', () => {
    const small = fc.integer({ min: -1, max: 16 });
    const number = fc.oneof(small, fc.constantFrom(2 ** 27, 2 ** 53, 1e308, 0.5), fc.jsonValue());
    const almostEntry = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          dtype: fc.constantFrom('F32', 'F16', 'I8', 3),
          shape: fc.oneof(fc.array(number, { maxLength: 3 }), fc.jsonValue()),
          data_offsets: fc.oneof(fc.array(number, { maxLength: 3 }), fc.tuple(small, small)),
        },
        { requiredKeys: [] },
      ),
    );
    const key = fc.oneof(fc.constantFrom('a', 'b', '__metadata__', '__proto__'), fc.string());
    // Written by hand, so that keys repeat.
    const header = fc
      .array(fc.tuple(key, almostEntry))
      .map((fields) => `{${fields.map((field) => field.map((part) => JSON.stringify(part)).join(':'))}}`);
    const text = fc.oneof(header, fc.json(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array()), fc.nat(32), (json, dataBytes) => {
        readOrRefuse(fileOf(json, dataBytes));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        readOrRefuse(bytes);
      }),
    );
  });

  it('refuses every change of a good header’s numbers', () => {
    const good = [entry([2], 0, 8), entry([1, 3], 8, 20)];
    const file = (entries: string[]) => fileOf(`{"a":${entries[0]},"b":${entries[1]}}`, 20);
    expect(readOrRefuse(file(good))).toBe('read');
    const place = fc.record({
      which: fc.nat(1),
      field: fc.constantFrom('shape', 'data_offsets'),
      at: fc.nat(1),
    });
    fc.assert(
      fc.property(place, fc.integer({ min: -4, max: 24 }), ({ which, field, at }, value) => {
        const changed = JSON.parse(good[which]);
        fc.pre(changed[field][at] !== value && !(which === 0 && field === 'shape' && at === 1));
        changed[field][at] = value;
        expect(readOrRefuse(file(good.with(which, JSON.stringify(changed))))).toBe('refused');
      }),
    );
  });

  it('writes no tensor that could not be read again', () => {
    const values = Float32Array.of(1, 2, 3);
    expect(() => writeSafetensors(new Map([['a', { shape: [2, 2], values }]]))).toThrow(
      'invalid tensor a: 3 numbers (expected [2,2])',
    );
    expect(() => writeSafetensors(new Map([['__metadata__', { shape: [3], values }]]))).toThrow(
      'invalid tensor __metadata__: the name is taken (expected another)',
    );
  });
});
