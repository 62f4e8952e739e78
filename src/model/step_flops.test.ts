import { expect, it } from 'vitest';
import { stepFlops } from './step_flops.ts';

const gpt2 = { vocabSize: 50_257, contextLength: 1024, width: 768, layers: 12, heads: 12 };
const rows = { rows: 16, length: 144, scored: 48 };

it('is 1.37 TFLOP for GPT-2 and 16 rows of 96 and 48 tokens, and two thirds of that with adapters', () => {
  // By hand: 2304 tokens through 84.9 M numbers, 768 through the head of 38.6 M, and 12 layers of attention.
  const forward = 2 * 2304 * 12 * 12 * 768 ** 2 + 2 * 768 * 768 * 50_257 + 2 * 16 * 12 * 768 * 144 ** 2;
  expect(stepFlops(gpt2, rows)).toBe(3 * forward);
  expect(stepFlops(gpt2, rows) / 1e9).toBeCloseTo(1370, -1);
  const lora = { rank: 8, alpha: 32, targets: ['c_attn'] };
  expect(stepFlops({ ...gpt2, lora }, rows)).toBe(2 * forward);
});

it('grows with the rows, and faster than the length', () => {
  expect(stepFlops(gpt2, { ...rows, rows: 32 })).toBe(2 * stepFlops(gpt2, rows));
  const longer = { rows: 16, length: 288, scored: 96 };
  expect(stepFlops(gpt2, longer)).toBeGreaterThan(2 * stepFlops(gpt2, rows));
});
