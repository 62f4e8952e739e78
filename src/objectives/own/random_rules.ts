// Random rules for tests: right ones, built from the grammar, and texts made of the marks and names of rules.
import fc from 'fast-check';
import { LONGEST_RULE } from './parse_rule.ts';
import { FUNCTIONS, NAMES, OPERATORS } from './vocabulary.ts';

const number = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map(String),
  fc.constantFrom('0.5', '1e-3', '.25', '2.'),
);
const space = fc.constantFrom('', '', ' ');

const { rule } = fc.letrec<{ rule: string }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(number, fc.constantFrom(...Object.keys(NAMES))),
    fc
      .tuple(tie('rule'), space, fc.constantFrom(...Object.keys(OPERATORS)), space, tie('rule'))
      .map(([left, before, operator, after, right]) => `(${left})${before}${operator}${after}(${right})`),
    tie('rule').map((of) => `-(${of})`),
    fc.constantFrom(...Object.keys(FUNCTIONS)).chain((name) => {
      const { least, values } = FUNCTIONS[name];
      return fc
        .array(tie('rule'), { minLength: least, maxLength: values.length })
        .map((of) => `${name}(${of.join(', ')})`);
    }),
  ),
}));

/** Rules that parse. */
export const randomRules: fc.Arbitrary<string> = rule.filter((text) => text.length <= LONGEST_RULE);

/** Marks, names and numbers in any order. */
export const ruleLikeTexts: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      number,
      fc.constantFrom(...Object.keys(NAMES), ...Object.keys(FUNCTIONS), ...Object.keys(OPERATORS)),
      fc.constantFrom('(', ')', ',', ' ', '^', 'gama', '§', '−', '😀', '\n'),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
