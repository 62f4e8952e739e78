// What a reward model is worth on prior samples, with a toy model in place of a transformer.
import { describe, expect, it } from 'vitest';
import { mean } from '../math/statistics.ts';
import type { Completion, GenerateOptions, LanguageModel } from '../model/language_model.ts';
import { tasks } from '../tasks/index.ts';
import { generateComparisons } from './comparisons.ts';
import { expectedBest, priorSampleCard, topWarning } from './prior_sample_card.ts';

const task = tasks.strings;
const [prompt] = task.prompts('train');
const symbols = (code: number) => [512, 64, 8, 1].map((place) => 3 + (Math.floor(code / place) % 8));
const completion = (code: number) => [...symbols(code), task.tokenizer.eos];

/** Writes the strings in their order, and rates each by its code. */
const toy = (rate: (code: number) => number): LanguageModel => {
  let rated: number[] = [];
  const codeOf = (tokens: readonly number[]) => tokens.reduce((code, token) => 8 * code + token - 3, 0);
  return {
    rowsPerCall: 64,
    async generate({ prompts, samplesPerPrompt, promptKeys, firstSample = 0 }: GenerateOptions) {
      return prompts.flatMap((_, p) =>
        Array.from(
          { length: samplesPerPrompt },
          (__, i): Completion => ({
            tokens: Int32Array.from(completion(37 * promptKeys[p] + ((firstSample + i) % 3))),
            logProbs: new Float32Array(5),
          }),
        ),
      );
    },
    async logProbs({ rows, length, tokens, scored }) {
      const values = new Float32Array(rows * length);
      for (let b = 0; b < rows; b++) {
        const slot = scored.indexOf(1, b * length);
        // The first slot stands behind the prompt, where the response begins.
        values.fill(rate(codeOf([...tokens.subarray(slot, slot + 4)])), b * length, (b + 1) * length);
      }
      rated = [...values];
      return values;
    },
    valueEstimates: async () => Float32Array.from(rated),
  } as Partial<LanguageModel> as LanguageModel;
};

describe('comparisons', () => {
  it('are all pairs of four responses to a training prompt, but for equal ones, the better preferred', async () => {
    const options = { task, count: 60, noise: 0, slips: 0, priorShare: 1, seed: 1 };
    const comparisons = await generateComparisons(
      toy(() => 0),
      options,
    );
    expect(comparisons).toHaveLength(10);
    for (const pairs of comparisons) {
      // Of four samples the first and the last are the same: five pairs in place of six.
      expect(pairs).toHaveLength(5);
      expect(new Set(pairs.flatMap(({ chosen, rejected }) => [chosen, rejected])).size).toBe(4);
      for (const { chosen, rejected } of pairs) {
        expect(chosen.join()).not.toBe(rejected.join());
        expect(task.reward(prompt, chosen)).toBeGreaterThanOrEqual(task.reward(prompt, rejected));
      }
    }
  });

  it('come from the prior in the share asked for', async () => {
    const options = { task, count: 600, noise: 0, slips: 0, priorShare: 0.25, seed: 1 };
    const comparisons = await generateComparisons(
      toy(() => 0),
      options,
    );
    expect(comparisons.filter((pairs) => pairs.length === 5).length).toBeGreaterThanOrEqual(25);
    const written = comparisons.flatMap((pairs) => pairs.map(({ chosen }) => chosen.join()));
    const other = comparisons.slice(25).flat();
    expect(other.length).toBeGreaterThan(400);
    expect(written.length).toBe(125 + other.length);
  });
});

describe('the best by the model', () => {
  it('has the mean over all subsets, by enumeration', () => {
    const key = [0.3, -1, 2.5, 0.9, 1.1];
    const value = [4, 1, -3, 2, 7];
    for (const n of [1, 2, 3, 5]) {
      const best: number[] = [];
      for (let subset = 0; subset < 32; subset++) {
        const members = key.map((_, i) => i).filter((i) => (subset >> i) & 1);
        if (members.length !== n) continue;
        best.push(value[members.reduce((a, b) => (key[b] > key[a] ? b : a))]);
      }
      expect(expectedBest(key, value, n)).toBeCloseTo(mean(best), 12);
    }
  });

  it('is found in groups of samples, with accuracy, correlation and spread by hand', async () => {
    const codes = [0, 9, 100, 700, 2000, 4000, 77, 3333];
    const groups = [{ prompt, samples: codes.map(completion) }];
    const gold = codes.map((code) => task.reward(prompt, completion(code)));
    const goldOf = (code: number) => task.reward(prompt, completion(code));
    const right = await priorSampleCard(
      toy((code) => 2 * goldOf(code) + 1),
      task,
      groups,
    );
    expect(right.priorAccuracy).toBe(1);
    expect(right.priorCorrelation).toBeCloseTo(1, 5);
    const centre = mean(gold);
    const deviation = Math.sqrt(gold.reduce((sum, r) => sum + (r - centre) ** 2, 0) / (gold.length - 1));
    expect(right.withinPromptSpread).toBeCloseTo(2 * deviation, 5);
    expect(right.bestByModel.map(({ choices }) => choices)).toEqual([1, 4, 8]);
    expect(right.bestByModel[0].gold).toBeCloseTo(centre, 12);
    expect(right.bestByModel[2].gold).toBe(Math.max(...gold));
    const wrong = await priorSampleCard(
      toy((code) => -goldOf(code)),
      task,
      groups,
    );
    expect(wrong.priorAccuracy).toBe(0);
    expect(wrong.priorCorrelation).toBeCloseTo(-1, 5);
    expect(wrong.bestByModel[2].gold).toBe(Math.min(...gold));
  });

  it('is warned of where gold falls from 4 choices to 16, or from 8 to 64', () => {
    const warningOf = (golds: Readonly<Record<number, number>>) =>
      topWarning({
        priorAccuracy: 0.8,
        priorCorrelation: 0.8,
        withinPromptSpread: 1,
        bestByModel: Object.entries(golds).map(([choices, gold]) => ({ choices: Number(choices), gold })),
      });
    expect(warningOf({ 4: 0.4, 8: 0.5, 16: 0.45, 64: 0.5 })).toBeUndefined();
    expect(warningOf({ 4: 0.4, 8: 0.5 })).toBeUndefined();
    expect(warningOf({ 4: 0.5, 16: 0.4 })).toContain('best of 4 (0.40 against 0.50)');
    expect(warningOf({ 4: 0.4, 8: 0.5, 16: 0.45, 64: 0.44 })).toContain('best of 8 (0.44 against 0.50)');
  });
});
