// Groups as bytes: every figure comes back to the bit, and bytes that no run has given are refused with a reason.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplayGroup } from '../objectives/group.ts';
import { sentiment as task } from '../tasks/sentiment/sentiment.ts';
import { writeJsonWithTensors } from './json_with_tensors.ts';
import { decodeGroups, encodeGroups } from './replay_groups.ts';

const number = fc.oneof(fc.double(), fc.float(), fc.constantFrom(-0, Number.NaN, Number.NEGATIVE_INFINITY));
const numbers = (length: number) => fc.array(number, { minLength: length, maxLength: length });
const prompts = [...task.prompts('train').slice(0, 5), ...task.prompts('test').slice(0, 2)];
const token = fc.integer({ min: 0, max: task.tokenizer.vocabSize - 1 });

/** A run has values, log-probs of draws, pairs and diagnostics in all its groups or in none. */
interface Kind {
  readonly valued: boolean;
  readonly drawn: boolean;
  readonly paired: boolean;
}

const sampleOf = ({ valued, drawn }: Kind) =>
  fc.integer({ min: 1, max: 4 }).chain((length) =>
    fc.record({
      completion: fc.record({
        tokens: fc.array(token, { minLength: length, maxLength: length }).map((all) => Int32Array.from(all)),
        logProbs: numbers(drawn ? length : 0).map((all) => Float32Array.from(all)),
      }),
      tokens: fc.record({
        logPrior: numbers(length),
        logProposal: numbers(length),
        ...(valued && {
          oldValue: numbers(length),
          advantage: numbers(length),
          valueTarget: numbers(length),
        }),
      }),
    }),
  );

const groupOf = (kind: Kind) =>
  fc.array(sampleOf(kind), { minLength: 2, maxLength: 3 }).chain((samples) =>
    fc.record({
      prompt: fc.constantFrom(...prompts),
      completions: fc.constant(samples.map(({ completion }) => completion)),
      tokens: fc.constant(samples.map(({ tokens }) => tokens)),
      logProposal: numbers(samples.length),
      logPrior: numbers(samples.length),
      reward: numbers(samples.length),
      alpha: numbers(samples.length),
      ...(kind.paired && { pairs: fc.constant([{ winner: 0, loser: 1 }]) }),
      ...(kind.valued && { diagnostics: fc.record({ klCoefficient: number }) }),
    }),
  );

const groups: fc.Arbitrary<readonly ReplayGroup[]> = fc
  .record({ valued: fc.boolean(), drawn: fc.boolean(), paired: fc.boolean() })
  .chain((kind) => fc.array(groupOf(kind), { maxLength: 4 }))
  .map((all) => all.map((group, g) => ({ ...group, round: 1 + Math.floor(g / 2) })));

const [group] = fc.sample(groupOf({ valued: true, drawn: true, paired: true }), { numRuns: 1, seed: 1 });
const one: ReplayGroup = { ...group, round: 1 };

describe('groups as bytes', () => {
  it('come back to the bit, each with its prompt', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const decoded = decodeGroups(encodeGroups(all), task);
        expect(decoded).toEqual(structuredClone(all)); // without the null prototypes of some records
        decoded.forEach(({ prompt }, g) => {
          expect(prompt).toBe(all[g].prompt);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('are refused where figures are missing', () => {
    expect(() => encodeGroups([{ ...one, alpha: [1] }])).toThrow(
      `invalid groups: 1 numbers of alpha (expected ${one.completions.length})`,
    );
  });

  it('take four bytes a number where singles are enough', () => {
    const halves = one.reward.map(() => 0.5);
    const singles = encodeGroups([{ ...one, reward: halves }]);
    const doubles = encodeGroups([{ ...one, reward: halves.map(() => 0.1) }]);
    expect(doubles.length - singles.length).toBe(4 * halves.length);
  });
});

describe('bytes that no groups have given', () => {
  const json = {
    round: 1,
    prompt: prompts[0].id,
    lengths: [2],
    pairs: undefined as readonly object[] | undefined,
  };
  const column = (...values: readonly number[]) => ({
    shape: [values.length],
    values: Float64Array.from(values),
  });
  const columns = {
    token: column(3, 4),
    'token.logPrior': column(-1, -1),
    'token.logProposal': column(-1, -1),
    logProposal: column(-2),
    logPrior: column(-2),
    reward: column(0),
    alpha: column(1),
  };
  const decode = (changes: Partial<typeof json>, changed: Record<string, ReturnType<typeof column>> = {}) => {
    const tensors = new Map(Object.entries({ ...columns, ...changed }));
    return decodeGroups(writeJsonWithTensors({ groups: [{ ...json, ...changes }] }, tensors), task);
  };

  it('are refused with a reason', () => {
    expect(decode({})).toHaveLength(1);
    const { vocabSize } = task.tokenizer;
    expect(() => decode({ round: 0 })).toThrow(
      'invalid groups of a checkpoint: groups.0.round 0 (expected a whole number in 1..',
    );
    expect(() => decode({ prompt: 123456 })).toThrow('prompt 123456 (expected one of sentiment)');
    expect(() => decode({ lengths: [] })).toThrow('(expected one sample or more)');
    expect(() => decode({ lengths: [99999] })).toThrow(
      `groups.0.lengths.0 99999 (expected a whole number in 1..${task.maxCompletionTokens})`,
    );
    expect(() => decode({ lengths: [3] })).toThrow('tensor token [2] (expected [3])');
    expect(() => decode({ pairs: [{ winner: 0, loser: 1 }] })).toThrow('sample 1 of a pair (expected 0..0)');
    expect(() => decode({}, { token: column(3, vocabSize) })).toThrow(
      `token ${vocabSize} (expected 0..${vocabSize - 1})`,
    );
    expect(() => decode({}, { token: column(3, 0.5) })).toThrow('token 0.5');
    expect(() => decode({}, { 'token.oldValue': column(3) })).toThrow(
      'tensor token.oldValue [1] (expected [2])',
    );
  });

  it('throw nothing but an error with a reason', () => {
    const bytes = encodeGroups([one]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const changed = cut ? bytes.slice(0, at) : bytes.with(at, value);
        try {
          decodeGroups(changed, task);
        } catch (error) {
          expect((error as Error).message).toMatch(/^invalid groups of a checkpoint: .+/);
        }
      }),
    );
  });
});
