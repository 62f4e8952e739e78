// Right rules parse with the usual precedence; of every other text the parser says what is wrong and where, and throws
// nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEEPEST_RULE, LONGEST_RULE, parseRule, type RuleTree } from './parse_rule.ts';
import { randomRules, ruleLikeTexts } from './random_rules.ts';
import { FUNCTIONS, NAMES } from './vocabulary.ts';

/** The tree as a list in prefix notation. */
const written = (tree: RuleTree): string => {
  switch (tree.kind) {
    case 'number':
      return String(tree.value);
    case 'name':
      return tree.name;
    case 'negative':
      return `(neg ${written(tree.of)})`;
    case 'operator':
      return `(${tree.operator} ${tree.of.map(written).join(' ')})`;
    case 'call':
      return `(${tree.name} ${tree.of.map(written).join(' ')})`;
  }
};
const prefix = (text: string): string => {
  const parsed = parseRule(text);
  return 'tree' in parsed ? written(parsed.tree) : parsed.problem.message;
};
const problem = (text: string) => {
  const parsed = parseRule(text);
  return 'problem' in parsed ? parsed.problem : undefined;
};

describe('a rule', () => {
  it.each([
    ['r/gamma + lp - lq0', '(- (+ (/ r gamma) lp) lq0)'],
    ['1 + 2 * 3 ^ 2', '(+ 1 (* 2 (^ 3 2)))'],
    ['-r^2', '(neg (^ r 2))'],
    ['2^-1', '(^ 2 (neg 1))'],
    ['r - -lp', '(- r (neg lp))'],
    ['+r', 'r'],
    [
      'a(r)',
      'unknown function "a" at 1 (expected softmax, exp, log, sqrt, abs, sign, sigmoid, clip, min, max, sum, mean, std, centre, standardise, rank, argmax)',
    ],
    ['r - (lp - lq)', '(- r (- lp lq))'],
    ['r / lp / lq', '(/ (/ r lp) lq)'],
    ['r > mean(r)', '(> r (mean r))'],
    ['(r > 0) * lp', '(* (> r 0) lp)'],
    ['clip( r , -1,1 )', '(clip r (neg 1) 1)'],
    ['max(r) - max(r, 0)', '(- (max r) (max r 0))'],
    ['.5e1 − 2×r·n', '(- 5 (* (* 2 r) n))'],
    [
      'softmax(r/gamma + lp - lq0) - softmax(lq - lq0)',
      '(- (softmax (- (+ (/ r gamma) lp) lq0)) (softmax (- lq lq0)))',
    ],
  ])('%s', (text, expected) => {
    expect(prefix(text)).toBe(expected);
  });

  it('built from the grammar parses', () => {
    fc.assert(fc.property(randomRules, (text) => problem(text) === undefined));
  });
});

describe('a wrong rule', () => {
  it.each([
    ['softmax(r/gamma)) - lq', 16, 'unexpected ")" at 17 (expected an operator or the end)'],
    ['r + * lp', 4, 'unexpected "*" at 5 (expected a number, a name or "(")'],
    ['(r + lp', 7, 'the rule ends at 8 (expected an operator or ")")'],
    ['', 0, 'the rule ends at 1 (expected a number, a name or "(")'],
    ['  r +  ', 7, 'the rule ends at 8 (expected a number, a name or "(")'],
    ['2 r', 2, 'unexpected "r" at 3 (expected an operator or the end)'],
    ['r + gama', 4, 'unknown name "gama" at 5 (did you mean gamma?)'],
    ['sofmtax(r)', 0, 'unknown function "sofmtax" at 1 (did you mean softmax?)'],
    ['reward / n', 0, 'unknown name "reward" at 1 (did you mean r?)'],
    ['R', 0, 'unknown name "R" at 1 (did you mean r?)'],
    ['normalise(r)', 0, 'unknown function "normalise" at 1 (did you mean standardise?)'],
    ['r + softmax', 4, '"softmax" at 5 is a function (expected softmax(x))'],
    [
      'r(lp)',
      0,
      '"r" at 1 is no function (expected softmax, exp, log, sqrt, abs, sign, sigmoid, clip, min, max, sum, mean, std, centre, standardise, rank, argmax, or "*" before the bracket)',
    ],
    ['clip(r, 1)', 0, '"clip" at 1 has 2 values (expected clip(x, low, high))'],
    ['max(r, 1, 2)', 0, '"max" at 1 has 3 values (expected max(x) or max(x, y))'],
    ['exp()', 4, 'unexpected ")" at 5 (expected a number, a name or "(")'],
    ['r < lp < lq', 7, 'unexpected "<" at 8 (expected one comparison; brackets make another)'],
    ['r + §', 4, 'unexpected "§" at 5 (expected a number, a name or "(" or an operator)'],
    ['😀', 0, 'unexpected "😀" at 1 (expected a number, a name or "(" or an operator)'],
    [
      'alert(1)',
      0,
      'unknown function "alert" at 1 (expected softmax, exp, log, sqrt, abs, sign, sigmoid, clip, min, max, sum, mean, std, centre, standardise, rank, argmax)',
    ],
    [
      'constructor',
      0,
      'unknown name "constructor" at 1 (expected r, lp, lq, lq0, alpha, beta, len, n, gamma, lambda)',
    ],
    ['1e999', 0, 'too large a number at 1: 1e999'],
    ['r; r', 1, 'unexpected ";" at 2 (expected a number, a name or "(" or an operator)'],
  ])('%j', (text, at, message) => {
    expect(problem(text)).toEqual({ message, at });
  });

  it('is too long or too deep', () => {
    expect(problem(`${'r+'.repeat(LONGEST_RULE)}r`)?.at).toBe(LONGEST_RULE);
    const deep = (levels: number) => `${'('.repeat(levels)}r${')'.repeat(levels)}`;
    expect(problem(deep(DEEPEST_RULE))).toBeUndefined();
    expect(problem(deep(DEEPEST_RULE + 1))).toEqual({
      message: `nested too deeply at ${DEEPEST_RULE + 2} (expected at most ${DEEPEST_RULE} levels)`,
      at: DEEPEST_RULE + 1,
    });
    expect(problem(`${'-'.repeat(200)}r`)?.message).toContain('nested too deeply');
    expect(problem(`r${'^r'.repeat(100)}`)?.message).toContain('nested too deeply');
    expect(problem(`exp(${'exp('.repeat(60)}`)?.message).toContain('nested too deeply');
  });

  it('of any text has a place within it, and a sentence that names it', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), ruleLikeTexts);
    fc.assert(
      fc.property(anyText, (text) => {
        const wrong = problem(text);
        if (wrong === undefined) return;
        expect(wrong.at).toBeGreaterThanOrEqual(0);
        expect(wrong.at).toBeLessThanOrEqual(text.length);
        expect(wrong.message).toMatch(/at \d+|^too long/);
        if (/at \d+/.test(wrong.message)) expect(wrong.message).toContain(`at ${wrong.at + 1}`);
      }),
      { numRuns: 3000 },
    );
  });

  it('is found by taking one character out of a right one, or the rest parses', () => {
    fc.assert(
      fc.property(randomRules, fc.nat(), (text, k) => {
        const without = text.slice(0, k % text.length) + text.slice((k % text.length) + 1);
        const wrong = problem(without);
        if (wrong) expect(wrong.at).toBeLessThanOrEqual(without.length);
      }),
    );
  });
});

it('has no name that is also a function', () => {
  expect(Object.keys(NAMES).filter((name) => name in FUNCTIONS)).toEqual([]);
});
