import { describe, expect, it } from 'vitest';
import { SIZES, scaleOf } from './scale.ts';
import { table1 } from './table1.ts';
import { table4 } from './table4.ts';

it.each(SIZES)('shares runs with Table 1, at size %s', (size) => {
  const keys = table1.requests(scaleOf(size)).map(({ key }) => key);
  const shared = table4.requests(scaleOf(size)).filter(({ key }) => keys.includes(key));
  expect(shared.length).toBeGreaterThan(0);
});

describe('what the table claims', () => {
  const { claims, tables } = table4.result(new Map(), scaleOf('full'));
  const published = claims.filter(({ paper }) => paper !== undefined);

  it('is the paper’s where a task stands for the paper’s, and nowhere else', () => {
    for (const { text } of published) expect(text).toMatch(/Sentiment|Markov/);
    for (const { text } of claims.filter((claim) => !published.includes(claim)))
      expect(text).not.toMatch(/Sentiment|Markov/);
  });

  it('is of each task and evaluator every step, and which one is the largest', () => {
    const steps = tables[0].columns.length - 2;
    for (const claimed of [published, claims.filter((claim) => !published.includes(claim))]) {
      const where = new Set(claimed.map(({ text }) => text.slice(text.lastIndexOf('('))));
      expect(where.size).toBeGreaterThan(1);
      expect(claimed).toHaveLength(where.size * (steps + 1));
      expect(claimed.filter(({ text }) => text.startsWith('The largest gain'))).toHaveLength(where.size);
    }
  });
});
