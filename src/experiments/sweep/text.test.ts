import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults, presetFor } from '../../config/presets.ts';
import { settings } from '../../config/schema.ts';
import { readUrl } from '../../config/url.ts';
import { isSettingKey } from '../../config/validate.ts';
import { METHOD_NAMES } from '../../objectives/index.ts';
import { TASK_NAMES } from '../../tasks/task.ts';
import { numberSetting } from './number_setting.ts';
import { MOST_RUNS, runCount, type Sweep, sweepConflict } from './sweep.ts';
import { readSweep, seedsText, sweepOfQuery, sweepQuery, sweepTexts } from './text.ts';

const config = defaults.strings;
const read = (sweep: string, seeds?: string, methods?: string) =>
  readSweep({ sweep, seeds, methods }, config, []);

const keys = Object.keys(settings)
  .filter(isSettingKey)
  .filter((key) => numberSetting(key));
const sweptSetting = fc.constantFrom(...keys).chain((key) => {
  const { min, max, integer } = numberSetting(key)!;
  const value = integer
    ? fc.integer({ min, max })
    : fc.double({ min, max, noNaN: true }).map((one) => one + 0);
  return fc.record({
    key: fc.constant(key),
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 4 }),
  });
});
const anySweep: fc.Arbitrary<Sweep> = fc
  .record({
    task: fc.constantFrom(...TASK_NAMES),
    overrides: fc.record(
      { rounds: fc.integer({ min: 1, max: 9 }), goodness: fc.constantFrom('bradley-terry', 'absolute') },
      { requiredKeys: [] },
    ),
    swept: fc.uniqueArray(sweptSetting, { minLength: 1, maxLength: 2, selector: ({ key }) => key }),
    seeds: fc.uniqueArray(
      fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
    methods: fc.uniqueArray(fc.constantFrom(...METHOD_NAMES), { minLength: 1, maxLength: 3 }),
  })
  .filter(({ swept, overrides }) => !swept.some(({ key }) => key in overrides))
  .filter((sweep) => sweepConflict(sweep) === undefined);

describe('the text of a sweep', () => {
  it('is what the address says', () => {
    expect(read('gamma:0.1,0.3,1', '1-3', 'brain,dpo-sft-iw')).toEqual({
      sweep: {
        task: 'strings',
        overrides: {},
        swept: [{ key: 'gamma', values: [0.1, 0.3, 1] }],
        seeds: [1, 2, 3],
        methods: ['brain', 'dpo-sft-iw'],
      },
    });
    const search = '?v=1&task=strings&rounds=10&seed=7&sweep=gamma:0.1,0.3,1&seeds=1-3';
    const found = sweepOfQuery(search, readUrl(search).config);
    // What the link sets stays set, be it the default.
    expect(found).toMatchObject({ sweep: { overrides: { rounds: 10 }, methods: ['brain'] } });
    expect(found && 'sweep' in found && sweepQuery(found.sweep)).toBe(
      '?v=1&rounds=10&sweep=gamma:0.1,0.3,1&seeds=1-3&methods=brain',
    );
  });

  it('takes seed and method of the run where it names none', () => {
    expect(read('rounds:2;gamma:1,2')).toEqual({
      sweep: {
        task: 'strings',
        overrides: {},
        swept: [
          { key: 'rounds', values: [2] },
          { key: 'gamma', values: [1, 2] },
        ],
        seeds: [config.seed],
        methods: [config.method],
      },
    });
  });

  it('gives back every sweep that was written, and leaves the run of the address alone', () => {
    fc.assert(
      fc.property(anySweep, (sweep) => {
        const query = sweepQuery(sweep);
        const read = readUrl(query);
        expect(read.problems).toEqual([]);
        expect(sweepOfQuery(query, read.config)).toEqual({ sweep });
        const { task, methods, overrides } = sweep;
        expect(read.config).toEqual({ ...presetFor(task, methods[0]), ...overrides });
      }),
    );
  });

  it('is absent where the address names none', () => {
    expect(sweepOfQuery('?v=1&gamma=2', config)).toBeUndefined();
  });

  it('understands a plus sign that was typed as it is', () => {
    const found = sweepOfQuery('?sweep=gamma:1e+1&methods=gdc++', config);
    expect(found).toMatchObject({ sweep: { methods: ['gdc++'], swept: [{ key: 'gamma', values: [10] }] } });
  });

  it('shortens seeds that follow one another', () => {
    expect(seedsText([1, 2, 3, 7, 9, 10])).toBe('1-3,7,9-10');
    expect(seedsText([3, 2, 1])).toBe('3,2,1');
  });
});

describe('a text that is no sweep', () => {
  it.each([
    [['gamma'], 'invalid sweep: gamma (expected setting:value,value, such as gamma:0.1,0.3,1)'],
    [[''], 'invalid sweep: (empty) (expected setting:value'],
    [['gamma:'], 'invalid gamma: (empty) (expected 0.01..100)'],
    [['gamma:1,'], 'invalid gamma: (empty) (expected 0.01..100)'],
    [['gamma:-1'], 'invalid gamma: -1 (expected 0.01..100)'],
    [['gamma:1,x'], 'invalid gamma: x (expected 0.01..100)'],
    [['gamma:1,1.0'], 'invalid gamma: 1 is given twice (expected once)'],
    [['gamma:1;gamma:2'], 'invalid sweep: gamma is given twice (expected once)'],
    [['gamma:1;rounds:2;beta1:0.5'], 'expected one or two settings'],
    [['task:1'], 'invalid sweep: task (expected a setting with numbers, such as gamma or learningRate)'],
    [['seed:1,2'], 'invalid sweep: seed (expected a setting with numbers'],
    [['__proto__:1'], 'invalid sweep: __proto__ (expected a setting with numbers'],
    [['gamma:1', '3-1'], 'invalid seeds: 3-1 (expected numbers and ranges, such as 1-3,7)'],
    [['gamma:1', '1-2-3'], 'invalid seeds: 1-2-3 (expected numbers and ranges'],
    [['gamma:1', '-1'], 'invalid seeds: (empty) (expected numbers and ranges'],
    [['gamma:1', '1.5'], 'invalid seeds: 1.5 (expected numbers and ranges'],
    [['gamma:1', '1,1'], 'invalid seeds: 1 is given twice (expected once)'],
    [['gamma:1', '1-4294967295'], 'invalid seeds: more than 500 (expected at most 500 runs)'],
    [['gamma:1', '4294967296'], 'invalid seeds: 4294967296 (expected numbers and ranges'],
    [['gamma:1', '1', 'brian'], 'invalid methods: brian (expected some of brain, '],
    [['gamma:1', '1', 'brain,brain'], 'invalid methods: brain is given twice (expected once)'],
    [['dpoBeta:1,2', '1', 'brain'], 'invalid methods: brain (expected some that read dpoBeta: '],
    [
      ['rewardSpread:1,2'],
      'invalid methods: brain (expected some that read rewardSpread; none does on strings)',
    ],
    [['gamma:1;rounds:1,2,3,4,5'], 'invalid sweep: 5 values of rounds (expected at most 4 of the second'],
    [['gamma:1,2', '1-251'], 'invalid sweep: 502 runs (expected at most 500)'],
    [['samplesPerPrompt:7,8', '1', 'ipo'], 'invalid samplesPerPrompt: 7 (expected an even number'],
  ] as const)('says what is wrong with %j', (texts, problem) => {
    const [sweep, seeds, methods] = texts as readonly [string, string?, string?];
    expect(read(sweep, seeds, methods)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it.each([
    ['?seeds=1-3', 'invalid seeds: given without a sweep (expected sweep=setting:value'],
    ['?methods=brain', 'invalid methods: given without a sweep'],
    ['?sweep=gamma:1&sweep=gamma:2', 'invalid sweep: given twice in the link (expected once)'],
  ])('says what is wrong with the link %s', (search, problem) => {
    expect(sweepOfQuery(search, config)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('is refused in a sentence whatever it is, or is a sweep within bounds', () => {
    const piece = fc.oneof(
      fc.constantFrom('gamma', 'rounds', ':', ',', ';', '-', '1', '0.1', '1-3', 'brain', '1-4294967295', ' '),
      fc.string(),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.option(text), fc.option(text), (sweep, seeds, methods) => {
        const found = read(sweep, seeds ?? undefined, methods ?? undefined);
        if ('problem' in found) expect(found.problem).toMatch(/^invalid .+\(expected .+\)$/s);
        else {
          expect(runCount(found.sweep)).toBeLessThanOrEqual(MOST_RUNS);
          expect(readSweep(sweepTexts(found.sweep), config, [])).toEqual(found);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused at any length without work', () => {
    const long = '1,'.repeat(1e6);
    expect(read(`gamma:${long}`)).toEqual({ problem: expect.stringContaining('more than 500 values') });
    expect(read('gamma:1', long)).toEqual({ problem: expect.stringContaining('more than 500 values') });
    expect(read('gamma:1', '1', long)).toEqual({ problem: expect.stringContaining('more than 500 values') });
    expect(read(';'.repeat(1e6))).toEqual({ problem: expect.stringMatching(/^.{1,200}$/) });
  });
});
