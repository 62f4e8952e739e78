import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, objectives } from '../objectives/index.ts';
import { defaults } from './presets.ts';
import { type SettingKey, settings } from './schema.ts';
import { conflictOf, parseSetting, validateConfig } from './validate.ts';

const base = defaults.strings;
const paired = METHOD_NAMES.filter((name) => objectives[name].paired);
const keys = Object.keys(settings) as SettingKey[];

describe('one setting', () => {
  it('is read within its own bounds', () => {
    expect(parseSetting('gamma', ' 1e-1 ')).toEqual({ value: 0.1 });
    expect(parseSetting('gamma', '-1')).toEqual({ problem: 'invalid gamma: -1 (expected 0.01..100)' });
    expect(parseSetting('method', 'gdc++')).toEqual({ value: 'gdc++' });
    expect(parseSetting('logProbReduction', 'max')).toEqual({
      problem: 'invalid logProbReduction: max (expected sum, mean)',
    });
  });

  it('answers anything without throwing, and numbers only within bounds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.anything(), (key, raw) => {
        const parsed = parseSetting(key, raw);
        if ('problem' in parsed) return parsed.problem.startsWith(`invalid ${key}: `);
        const setting = settings[key];
        if (setting.kind === 'choice') return setting.options.includes(parsed.value as string);
        if (setting.kind === 'text') return setting.problemOf(parsed.value as string) === undefined;
        const value = parsed.value as number;
        return value >= setting.min && value <= setting.max && (!setting.integer || value % 1 === 0);
      }),
    );
  });
});

describe('a configuration', () => {
  it('keeps the base where a value is refused, and takes the others', () => {
    const { config, problems } = validateConfig({ gamma: -1, samplesPerPrompt: '8', seed: 'x' }, base);
    expect(config).toEqual({ ...base, samplesPerPrompt: 8 });
    expect(problems).toEqual([
      'invalid seed: x (expected an integer in 0..4294967295)',
      'invalid gamma: -1 (expected 0.01..100)',
    ]);
  });

  it('reports what it does not know, the names of Object.prototype included', () => {
    const partial = JSON.parse('{"toString": 1, "__proto__": 2, "gama": 3}');
    const { config, problems } = validateConfig(partial, base);
    expect(config).toEqual(base);
    expect(problems).toEqual([
      'unknown setting: toString',
      'unknown setting: __proto__',
      'unknown setting: gama',
    ]);
  });

  it.each([
    ['markov', 'learned', 'expected gold: markov has no reward model, its reward is a table'],
    ['markov', 'gameable', 'expected gold: markov has no reward model, its reward is a table'],
    ['tldr', 'gameable', 'expected gold or learned: tldr has no such model, sentiment has'],
  ] as const)('refuses a reward that the task does not have: %s, %s', (task, reward, expected) => {
    expect(validateConfig({ reward }, defaults[task])).toEqual({
      config: defaults[task],
      problems: [`invalid reward: ${reward} (${expected})`],
    });
  });

  it('refuses an odd n for pairs: the number first', () => {
    const problem =
      'invalid samplesPerPrompt: 7 (expected an even number: dpo-sft makes pairs of the samples)';
    expect(validateConfig({ method: 'dpo-sft', samplesPerPrompt: 7 }, base)).toEqual({
      config: { ...base, method: 'dpo-sft' },
      problems: [problem],
    });
    const odd = { ...base, samplesPerPrompt: 7 };
    expect(validateConfig({ method: 'dpo-sft', gamma: 2 }, odd)).toEqual({
      config: { ...odd, gamma: 2 },
      problems: [problem],
    });
    expect(validateConfig({ samplesPerPrompt: 7 }, base).problems).toEqual([]);
  });

  it.each(paired)('refuses an odd n for %s', (method) => {
    const odd = { ...base, method, samplesPerPrompt: 7 };
    expect(conflictOf(odd)).toBe(
      `invalid samplesPerPrompt: 7 (expected an even number: ${method} makes pairs of the samples)`,
    );
    expect(conflictOf({ ...odd, samplesPerPrompt: 8 })).toBeUndefined();
  });

  it('refuses a batch of one group for kto, which compares two', () => {
    const single = { ...base, method: 'kto', groupsPerBatch: 1 } as const;
    expect(conflictOf(single)).toBe(
      "invalid groupsPerBatch: 1 (expected at least 2: kto compares a prompt with another prompt's responses)",
    );
    expect(conflictOf({ ...single, groupsPerBatch: 2 })).toBeUndefined();
    // Four samples of preferences are two pairs, and so two groups.
    expect(conflictOf({ ...single, pairSource: 'preferences', samplesPerPrompt: 4 })).toBeUndefined();
    expect(conflictOf({ ...single, pairSource: 'preferences', samplesPerPrompt: 2 })).toBeDefined();
  });

  it('takes an odd n wherever no pairs are made', () => {
    for (const method of METHOD_NAMES.filter((name) => !paired.includes(name)))
      expect(conflictOf({ ...base, method, samplesPerPrompt: 7 })).toBeUndefined();
  });

  it('refuses an odd n for KTO on preferences, which come two by two', () => {
    const odd = { ...base, method: 'kto', samplesPerPrompt: 7 } as const;
    expect(conflictOf(odd)).toBeUndefined();
    expect(conflictOf({ ...odd, pairSource: 'preferences' })).toContain('invalid samplesPerPrompt: 7');
    expect(conflictOf({ ...odd, method: 'rrhf', pairSource: 'preferences' })).toBeUndefined();
  });

  it('refuses fewer candidates than are to be accepted, for RSO alone', () => {
    const few = { ...base, method: 'rso', samplesPerPrompt: 8, rsoCandidates: 7 } as const;
    expect(conflictOf(few)).toBe(
      'invalid rsoCandidates: 7 (expected at least 8, the samples per prompt that are accepted)',
    );
    expect(conflictOf({ ...few, rsoCandidates: 8 })).toBeUndefined();
    expect(conflictOf({ ...few, method: 'dpo-sft' })).toBeUndefined();
  });

  it('gives way in the number that cannot be, and keeps the others', () => {
    const rso = { ...base, method: 'rso', samplesPerPrompt: 8, rsoCandidates: 64 } as const;
    expect(validateConfig({ rsoCandidates: 4, gamma: 2 }, rso)).toEqual({
      config: { ...rso, gamma: 2 },
      problems: ['invalid rsoCandidates: 4 (expected at least 8, the samples per prompt that are accepted)'],
    });
    expect(validateConfig({ samplesPerPrompt: 128, gamma: 2 }, rso).config).toEqual({ ...rso, gamma: 2 });
    // Odd, and fewer candidates than the 8 it gives way to.
    expect(validateConfig({ samplesPerPrompt: 3, rsoCandidates: 4, gamma: 2 }, rso).config).toEqual({
      ...rso,
      gamma: 2,
    });
    // Candidates that suit another method's n do not suit this one's.
    const few = { ...base, samplesPerPrompt: 32, rsoCandidates: 16 };
    expect(validateConfig({ method: 'rso', gamma: 2 }, few).config).toEqual({ ...few, gamma: 2 });
  });

  it('refuses a single sample: beta would always be 1', () => {
    expect(validateConfig({ samplesPerPrompt: 1 }, base).problems).toEqual([
      'invalid samplesPerPrompt: 1 (expected an integer in 2..128)',
    ]);
  });

  it('finds nothing wrong with the defaults', () => {
    for (const config of Object.values(defaults)) {
      expect(validateConfig({ ...config }, config)).toEqual({ config, problems: [] });
      expect(conflictOf({ ...config, method: 'dpo-sft' })).toBeUndefined();
    }
  });
});
