import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

describe('safetensors', () => {
  it('round-trips names, shapes and values', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(
            fc.stringMatching(/^h[.][a-z._0-9]{1,12}$/),
            fc.array(fc.float({ noNaN: true }), { maxLength: 9 }),
          ),
          { selector: ([name]) => name },
        ),
        (entries) => {
          const tensors = entries.map(([name, values]) => ({
            name,
            shape: [values.length],
            values: Float32Array.from(values),
          }));
          const back = readSafetensors(writeSafetensors(tensors, { format: 'pt' }));
          expect(new Map(back.map((t) => [t.name, [...t.values]]))).toEqual(
            new Map(tensors.map((t) => [t.name, [...t.values]])),
          );
        },
      ),
    );
  });

  it('reads a file assembled by hand', () => {
    const header = '{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const bytes = new Uint8Array(8 + header.length + 8);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(header.length), true);
    bytes.set(new TextEncoder().encode(header), 8);
    view.setFloat32(8 + header.length, 1.5, true);
    view.setFloat32(12 + header.length, -2, true);
    expect(readSafetensors(bytes)).toEqual([{ name: 'a', shape: [1, 2], values: Float32Array.of(1.5, -2) }]);
  });

  it('refuses what is not one, and never crashes on random bytes', () => {
    expect(() => readSafetensors(new Uint8Array(3))).toThrow('3 bytes');
    expect(() => readSafetensors(new Uint8Array(8).fill(255))).toThrow('header of');
    const good = writeSafetensors([{ name: 'a', shape: [2], values: Float32Array.of(1, 2) }]);
    expect(() => readSafetensors(good.subarray(0, good.length - 4))).toThrow('invalid tensor a');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => readSafetensors(bytes)).toThrow(/invalid/);
      }),
    );
  });
});
