import { expect, test } from 'vitest';
import { defaults } from '../../src/config/presets.ts';
import { settings } from '../../src/config/schema.ts';
import { kebabCase, parseOptions, UsageError } from '../lib/arguments.mjs';
import { configOf, settingOptions } from './train_options.ts';

const parse = (...argv: string[]) => configOf(parseOptions(argv, settingOptions));

test('every setting is an option', () => {
  expect(Object.keys(settingOptions)).toEqual(Object.keys(settings).map(kebabCase));
});

test('no options: the defaults of the first task; a task: its own defaults', () => {
  expect(parse()).toEqual(defaults.strings);
  expect(parse('--task', 'tldr')).toEqual(defaults.tldr);
});

test('options change settings in either spelling', () => {
  expect(
    parse('--samples-per-prompt', '4', '--gamma=0.5', '--logProbReduction', 'mean', '--method', 'gdc++'),
  ).toEqual({
    ...defaults.strings,
    samplesPerPrompt: 4,
    gamma: 0.5,
    logProbReduction: 'mean',
    method: 'gdc++',
  });
});

test('the bounds of the schema hold', () => {
  expect(() => parse('--gamma', '-1')).toThrow('invalid --gamma: -1 (expected a number 0.01..100)');
  expect(() => parse('--rounds', '2.5')).toThrow('invalid --rounds: 2.5 (expected an integer 1..1000)');
  expect(() => parse('--method', 'p4o')).toThrow('invalid --method: p4o (expected brain, ');
});

test('settings in conflict are a mistake', () => {
  expect(() => parse('--method', 'dpo-sft', '--samples-per-prompt', '7')).toThrow(UsageError);
});

test('a rule is the own method’s, unless another is named', () => {
  expect(parse('--rule', ' r - mean(r) ')).toEqual({
    ...defaults.strings,
    method: 'own',
    rule: 'r - mean(r)',
  });
  expect(parse('--rule', 'r', '--method', 'brain').method).toBe('brain');
  expect(() => parse('--rule', 'softmax(r')).toThrow(
    new UsageError('invalid rule: the rule ends at 10 (expected an operator or ")")'),
  );
});
