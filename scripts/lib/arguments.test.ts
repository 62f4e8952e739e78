import { expect, test } from 'vitest';
import { describeOptions, type OptionSpec, parseArguments, parseOptions, UsageError } from './arguments.mjs';

const specs: Record<string, OptionSpec> = {
  'policy-mean': { kind: 'number', min: -10, max: 10, default: '1', help: 'Mean of the policy' },
  repeats: { kind: 'integer', min: 1, max: 100, help: 'Repeats' },
  thetas: { kind: 'numbers', min: -5, max: 5, help: 'Means' },
  method: { kind: 'choice', options: ['a', 'b'], help: 'Method' },
  out: { kind: 'text', help: 'Folder' },
  json: { kind: 'flag', help: 'JSON' },
};
const parse = (...argv: string[]) => parseOptions(argv, specs);

test('values are read by kind; defaults fill in', () => {
  expect(parse('--repeats', '7', '--thetas=0,0.5,1', '--method', 'b', '--out', 'x y', '--json')).toEqual({
    'policy-mean': 1,
    repeats: 7,
    thetas: [0, 0.5, 1],
    method: 'b',
    out: 'x y',
    json: true,
  });
});

test('a command that takes names takes them in any position', () => {
  expect(parseArguments(['one', '--json', 'two', '--repeats', '7', 'three'], specs)).toEqual({
    values: { 'policy-mean': 1, json: true, repeats: 7 },
    names: ['one', 'two', 'three'],
  });
});

test('camelCase spellings and negative numbers are understood', () => {
  expect(parse('--policyMean', '-1.5')).toEqual({ 'policy-mean': -1.5 });
  expect(parse('--thetas', '-1,2')).toMatchObject({ thetas: [-1, 2] });
});

test.each([
  [['--foo'], 'unknown option: --foo (expected --policy-mean, --repeats, --thetas, --method, --out, --json)'],
  [['-x'], 'unknown option: -x'],
  [['extra'], 'unexpected argument: extra'],
  [['--repeats'], '--repeats has no value (expected an integer 1..100)'],
  [['--repeats', '0'], 'invalid --repeats: 0 (expected an integer 1..100)'],
  [['--repeats', '1e9'], 'invalid --repeats: 1e9 (expected an integer 1..100)'],
  [['--repeats', '1.5'], 'invalid --repeats: 1.5 (expected an integer 1..100)'],
  [['--repeats='], 'invalid --repeats: (empty) (expected an integer 1..100)'],
  [['--policy-mean', 'NaN'], 'invalid --policy-mean: NaN (expected a number -10..10)'],
  [['--thetas', '1,,2'], 'invalid --thetas: 1,,2 (expected numbers -5..5 separated by commas)'],
  [['--thetas', '1,9'], 'invalid --thetas: 1,9'],
  [['--method', 'c'], 'invalid --method: c (expected a, b)'],
  [['--json=yes'], 'invalid --json: yes (expected no value)'],
])('%j is a mistake', (argv, message) => {
  expect(() => parse(...argv)).toThrow(UsageError);
  expect(() => parse(...argv)).toThrow(message);
});

test('the description has every option with its bounds and default', () => {
  const text = describeOptions(specs);
  for (const name of Object.keys(specs)) expect(text).toContain(`--${name}`);
  expect(text).toContain('Mean of the policy [a number -10..10; default 1]');
  expect(text).toContain('Method [a, b]');
});
