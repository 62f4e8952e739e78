// `lab weigh` with a typed rule.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UsageError } from '../lib/arguments.mjs';
import { weigh } from './weigh.ts';
import type { WeighedGroup } from './weigh_file.ts';

const group = {
  logPolicy: [-1, -2, -1.5],
  logPrior: [-1.2, -2, -1],
  logProposal: [-1, -2, -1],
  reward: [1, 0, 2],
  gamma: 0.7,
};
let folder: string;
let input: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weigh-'));
  input = join(folder, 'group.json');
  writeFileSync(input, JSON.stringify(group));
});
afterAll(() => rmSync(folder, { recursive: true }));

const weighed = async (values: Record<string, string>) =>
  (await weigh.run({ input, ...values })).json as WeighedGroup;

it('weighs by BRAIn without a word, and alike by BRAIn’s rule as it is typed', async () => {
  const brain = await weighed({});
  const own = await weighed({ rule: 'softmax(r/gamma + lp - lq0) - softmax(lq - lq0)' });
  expect(brain.method).toBe('brain');
  expect(own.method).toBe('own');
  own.coefficients.forEach((c, i) => {
    expect(c).toBeCloseTo(brain.coefficients[i], 12);
  });
});

it('refuses a wrong rule, another method’s, and what leaves the numbers', async () => {
  const refused = (values: Record<string, string>, sentence: string) =>
    expect(weighed(values)).rejects.toThrow(new UsageError(sentence));
  await refused({ rule: 'r +' }, 'invalid --rule: the rule ends at 4 (expected a number, a name or "(")');
  await refused(
    { rule: 'r', method: 'gdc' },
    'invalid --rule: gdc has its own (expected --method own, or no method)',
  );
  await expect(weighed({ rule: 'log(r)' })).rejects.toThrow('-Infinity of sample 1');
});
