import { expect, it } from 'vitest';
import { ruleSource } from './rule_source.ts';

const HARNESS = '// two\n// lines';
/** The script's line of the text's first one. */
const FIRST = 5;

it('puts the text behind the harness, from the start of a line, without the semicolon at its end', () => {
  const { script } = ruleSource(HARNESS, '() =>\n  1; ;\n');
  expect(script.split('\n').slice(FIRST - 1, FIRST + 1)).toEqual(['() =>', '  1']);
  expect(script).toMatch(/^'use strict';\n/);
  // Which line the text is on is no matter of counting alone.
  expect(() => new Function('serveRule', script)).not.toThrow();
});

it('a comment at the end swallows nothing', () => {
  const { script } = ruleSource(HARNESS, '() => 1 // one');
  expect(() => new Function('serveRule', script)).not.toThrow();
});

it('places in the script are places in the text', () => {
  const { placeOf } = ruleSource(HARNESS, 'a\r\nbc\u2028d');
  expect(placeOf(FIRST, 1)).toEqual({ line: 1, column: 1 });
  expect(placeOf(FIRST + 2, 7)).toEqual({ line: 3, column: 7 });
  expect(placeOf(FIRST + 3, 1), 'a missed end').toEqual({ line: 3, column: 2 });
  expect(placeOf(2, 1), 'in the harness').toEqual({});
});

it('finds the rule in the trace of any browser', () => {
  const { placeIn } = ruleSource(HARNESS, '() =>\n x');
  const v8 = `Error: at 1:2\n    at deep (node:vm:9:9)\n    at rule (blob:null/0a:${FIRST + 1}:2)\n    at rated (blob:null/0a:2:3)`;
  expect(placeIn(v8)).toEqual({ line: 2, column: 2 });
  expect(placeIn(`rule@blob:null/0a:${FIRST}:14\nrated@blob:null/0a:2:3`)).toEqual({ line: 1, column: 14 });
  expect(placeIn('rated@blob:null/0a:2:3')).toEqual({});
  expect(placeIn('')).toEqual({});
});
