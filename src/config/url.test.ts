import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MANY } from '../../scripts/lib/hostile.ts';
import { METHOD_NAMES } from '../objectives/index.ts';
import { randomRules } from '../objectives/own/random_rules.ts';
import type { Setting } from '../settings/setting.ts';
import { TASK_NAMES } from '../tasks/task.ts';
import { defaults, presetFor } from './presets.ts';
import { type RunConfig, settings } from './schema.ts';
import { readUrl, writeUrl } from './url.ts';
import { conflictOf } from './validate.ts';

function anyValue(setting: Setting): fc.Arbitrary<string | number> {
  if (setting.kind === 'choice') return fc.constantFrom(...setting.options);
  if (setting.kind === 'text')
    return setting.problemOf('r') === undefined ? randomRules : fc.constant(setting.default);
  const { min, max, integer } = setting;
  return integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }).map((value) => value + 0);
}
const anyConfig = fc
  .record(Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, anyValue(setting)])))
  .map((record) => record as unknown as RunConfig)
  .filter((config) => conflictOf(config) === undefined);

const NAMED_PROBLEM =
  /^(invalid |unknown (setting|version of the link)|.* is given twice|and \d+ more problems)/s;

describe('the link', () => {
  it("holds only what differs, in the schema's order", () => {
    expect(writeUrl(defaults.strings)).toBe('?v=1');
    expect(writeUrl(defaults.tldr)).toBe('?v=1&task=tldr');
    expect(writeUrl({ ...defaults.strings, gamma: 0.123, seed: 77 })).toBe('?v=1&seed=77&gamma=0.123');
    expect(writeUrl({ ...defaults.tldr, method: 'gdc++' })).toBe('?v=1&task=tldr&method=gdc%2B%2B');
  });

  it("holds only the task and the method where a method's preset is unchanged", () => {
    for (const task of TASK_NAMES) {
      for (const method of METHOD_NAMES) {
        const config = presetFor(task, method);
        const parameters = new URLSearchParams(writeUrl(config));
        parameters.delete('v');
        expect([...parameters.keys()]).toEqual([
          ...(task === 'strings' ? [] : ['task']),
          ...(method === defaults.strings.method ? [] : ['method']),
        ]);
        expect(readUrl(writeUrl(config))).toEqual({ config, problems: [] });
      }
    }
  });

  it("reads from the preset of its task and method, and writes the task's default where the preset differs", () => {
    const preset = presetFor('strings', 'rso');
    expect(readUrl('?rsoGamma=0.0123&method=rso').config).toEqual({ ...preset, rsoGamma: 0.0123 });
    expect(writeUrl({ ...preset, rsoGamma: 0.0123 })).toBe('?v=1&method=rso&rsoGamma=0.0123');
    const plain = { ...defaults.strings, method: 'rso' } as const;
    expect(readUrl(writeUrl(plain))).toEqual({ config: plain, problems: [] });
    // A method that does not exist: that of an address that names none.
    expect(readUrl('?method=ppo2&gamma=2').config).toEqual({ ...defaults.strings, gamma: 2 });
  });

  it('gives way to a conflict in the link without losing the rest of it', () => {
    const { config, problems } = readUrl('?method=rso&rsoCandidates=4&gamma=2');
    expect(config).toEqual({ ...presetFor('strings', 'rso'), gamma: 2 });
    expect(problems).toHaveLength(1);
    expect(readUrl('?method=ipo&samplesPerPrompt=7&gamma=2').config).toEqual({
      ...presetFor('strings', 'ipo'),
      gamma: 2,
    });
  });

  it('gives back every configuration that was written', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        expect(readUrl(writeUrl(config))).toEqual({ config, problems: [] });
        expect(writeUrl(readUrl(writeUrl(config)).config)).toBe(writeUrl(config));
      }),
    );
  });

  it('reads with or without ?, in any order, from the defaults of its task', () => {
    expect(readUrl('')).toEqual({ config: defaults.strings, problems: [] });
    expect(readUrl('?')).toEqual({ config: defaults.strings, problems: [] });
    expect(readUrl('gamma=2&task=tldr').config).toEqual({ ...defaults.tldr, gamma: 2 });
  });

  it('leaves the page its own keys', () => {
    expect(readUrl('?page=train&theme=dark&gamma=2')).toEqual({
      config: { ...defaults.strings, gamma: 2 },
      problems: [],
    });
  });

  it('understands a plus sign that was typed as it is', () => {
    expect(readUrl('?method=gdc++').config.method).toBe('gdc++');
    expect(readUrl('?gamma=1e+1').config.gamma).toBe(10);
  });

  it.each([
    ['?gamma=NaN', 'invalid gamma: NaN (expected 0.01..100)'],
    ['?gamma=1e999', 'invalid gamma: 1e999 (expected 0.01..100)'],
    ['?gamma=%', 'invalid gamma: % (expected 0.01..100)'],
    ['?gamma=%E0%A4', 'invalid gamma: � (expected 0.01..100)'],
    ['?gamma', 'invalid gamma: (empty) (expected 0.01..100)'],
    ['?gama=1', 'unknown setting in the link: gama'],
    ['?__proto__=1', 'unknown setting in the link: __proto__'],
    ['?task=hh', `invalid task: hh (expected ${TASK_NAMES.join(', ')}, own)`],
    ['?v=2', 'unknown version of the link: 2 (expected 1)'],
  ])('survives %s', (search, problem) => {
    expect(readUrl(search)).toEqual({ config: defaults.strings, problems: [problem] });
  });

  it('takes the first of two', () => {
    const { config, problems } = readUrl('?gamma=2&gamma=3');
    expect(config.gamma).toBe(2);
    expect(problems).toEqual(['gamma is given twice (expected once; the first counts)']);
  });

  it('does not flood the page', () => {
    const search = Array.from({ length: 500 }, (_, i) => `x${i}=1`).join('&');
    expect(readUrl(search).problems).toHaveLength(101);
    expect(readUrl(search).problems.at(-1)).toBe('and 400 more problems in the link');
  });

  it('answers anything with a valid configuration', () => {
    const key = fc.oneof(fc.constantFrom('v', ...Object.keys(settings)), fc.string());
    const text = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.constantFrom('%', '%zz', '1e999', '&', '='),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, text)), (pairs) => {
        const { config, problems } = readUrl(`?${pairs.map((pair) => pair.join('=')).join('&')}`);
        expect(readUrl(writeUrl(config))).toEqual({ config, problems: [] });
        for (const problem of problems) {
          expect(problem).toMatch(NAMED_PROBLEM);
          expect(problem.length).toBeLessThan(600);
        }
      }),
      MANY,
    );
  });
});

describe('an own rule in the link', () => {
  const rule = 'softmax(r/gamma + lp - lq0) - beta';
  const own = { ...presetFor('strings', 'own'), rule };

  it('comes back with its spaces and its plus signs', () => {
    expect(writeUrl(own)).toBe('?v=1&method=own&rule=softmax%28r%2Fgamma+%2B+lp+-+lq0%29+-+beta');
    expect(readUrl(writeUrl(own))).toEqual({ config: own, problems: [] });
  });

  it('may be typed by hand: a plus sign that nobody escaped is one, where the rest is no rule', () => {
    expect(readUrl('?method=own&rule=softmax(r/gamma+lp-lq0)-beta')).toEqual({
      config: { ...own, rule: 'softmax(r/gamma+lp-lq0)-beta' },
      problems: [],
    });
  });

  it('is refused with the place of its mistake, and the default stands in', () => {
    expect(readUrl('?method=own&rule=softmax(r))')).toEqual({
      config: presetFor('strings', 'own'),
      problems: ['invalid rule: unexpected ")" at 11 (expected an operator or the end)'],
    });
    expect(readUrl('?rule=').problems).toEqual([
      'invalid rule: (empty) (expected an expression of 1..300 characters)',
    ]);
  });
});
