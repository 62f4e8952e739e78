// Attention beside a float64 twin in plain loops: shared keys and values, local windows, any head width.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cpuEngineFile } from '../../scripts/lib/cpu_engine.mjs';
import { Stream } from '../random/stream.ts';
import { close, noise, open, size, slopeAt } from './kernel_cases.ts';
import { matrix } from './trunk.ts';
import { padded } from './weights.ts';

const module = new WebAssembly.Module(readFileSync(cpuEngineFile));

interface Case {
  readonly prefix: number;
  readonly length: number;
  readonly kvHeads: number;
  /** Heads of queries for each head of keys. */
  readonly sharing: number;
  readonly dh: number;
  /** Tokens that one sees; 0: all. */
  readonly seen: number;
  readonly seed: number;
}

const cases = fc.record({
  prefix: fc.nat(11),
  length: size(13),
  kvHeads: size(2),
  sharing: size(3),
  dh: size(9),
  seen: fc.nat(9),
  seed: fc.nat(99),
});

/** Mixed values of the row's tokens, [length][heads dh]. */
function mixedOf(
  values: ArrayLike<number>,
  { prefix, length, kvHeads, sharing, dh, seen }: Case,
  ld: number,
) {
  const heads = kvHeads * sharing;
  const mixed: number[] = [];
  for (let i = 0; i < length; i++)
    for (let h = 0; h < heads; h++) {
      const shared = Math.floor(h / sharing);
      const at = (token: number, head: number, e: number) => values[token * ld + head * dh + e];
      const position = prefix + i;
      const first = seen > 0 ? Math.max(0, position + 1 - seen) : 0;
      const visible = Array.from({ length: position + 1 - first }, (_, k) => first + k);
      const scores = visible.map((k) => {
        let s = 0;
        for (let e = 0; e < dh; e++) s += at(position, h, e) * at(k, heads + shared, e);
        return 0.3 * s;
      });
      const most = Math.max(...scores);
      const weights = scores.map((s) => Math.exp(s - most));
      const total = weights.reduce((s, w) => s + w, 0);
      for (let e = 0; e < dh; e++)
        mixed.push(
          visible.reduce((s, k, n) => s + (weights[n] / total) * at(k, heads + kvHeads + shared, e), 0),
        );
    }
  return mixed;
}

it('attends to a shared prefix and to the row so far, and gives the finite-difference gradient of that', () => {
  fc.assert(
    fc.property(cases, (shape) => {
      const { prefix, length, kvHeads, sharing, dh, seen, seed } = shape;
      const heads = kvHeads * sharing;
      const { kernels, heap } = open(module);
      const draw = noise(seed);
      const columns = (heads + 2 * kvHeads) * dh;
      const [ldQkv, ld] = [padded(columns), padded(heads * dh)];
      const tokens = prefix + length;
      const [qkv, dMixed] = [draw(tokens * ldQkv), draw(tokens * ld)];
      const keys = padded(prefix) + padded(length);
      const [qkvAt, dQkv] = [matrix(heap, tokens, ldQkv), matrix(heap, tokens, ldQkv)];
      const [mixed, dMixedAt] = [matrix(heap, tokens, ld), matrix(heap, tokens, ld)];
      heap.f32(qkvAt, qkv.length).set(qkv);
      heap.f32(dMixedAt, dMixed.length).set(dMixed);
      const stats = heap.floats(2 * tokens * heads);
      const scratch = heap.floats(
        Math.max(kernels.attentionScratch(keys, dh), kernels.attentionBackwardScratch(keys, length, dh)),
      );
      heap.f32(dQkv, tokens * ldQkv).fill(0);
      kernels.setHeads(heads, kvHeads, dh, 0.3, seen);
      kernels.setRow(0, prefix, prefix, length);
      kernels.attention(qkvAt, ldQkv, mixed, ld, stats, scratch);
      const rows = heap.f32(mixed, tokens * ld);
      const d = heads * dh;
      const got = Array.from(
        { length: length * d },
        (_, n) => rows[(prefix + Math.floor(n / d)) * ld + (n % d)],
      );
      close(got, mixedOf(qkv, shape, ldQkv), 5e-6);
      kernels.attentionBackward(qkvAt, ldQkv, mixed, dMixedAt, ld, stats, dQkv, scratch);
      const objective = (values: Float64Array) =>
        mixedOf(values, shape, ldQkv).reduce(
          (sum, value, n) => sum + value * dMixed[(prefix + Math.floor(n / d)) * ld + (n % d)],
          0,
        );
      const stream = Stream.fromSeed(seed);
      for (let trial = 0; trial < 6; trial++) {
        const at = stream.integer(tokens) * ldQkv + stream.integer(columns);
        const slope = slopeAt(objective, qkv, at);
        expect(Math.abs(heap.f32(dQkv, tokens * ldQkv)[at] - slope), `at ${at}`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(slope)),
        );
      }
    }),
    { numRuns: 100 },
  );
});
