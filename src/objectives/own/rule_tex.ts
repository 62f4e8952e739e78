// An own rule as KaTeX source. Outside functions of the whole group every vector has its sample's index i.
import { parseRule, type RuleTree } from './parse_rule.ts';
import { NAMES } from './vocabulary.ts';

/** How tightly a part holds together: a sum, a product, a sign, a power, or what needs no brackets. */
type Binding = 0 | 1 | 2 | 3 | 4;
const BINDINGS: Readonly<Record<string, Binding>> = { '<': 0, '>': 0, '+': 1, '-': 1, '*': 2, '^': 4 };

interface Typeset {
  readonly tex: string;
  readonly binding: Binding;
}

/** Functions of the whole group: their value has the index, what is inside has none. */
const OF_GROUP = ['softmax', 'centre', 'standardise', 'rank', 'argmax'];
const ONE_FOR_ALL = ['sum', 'mean', 'std'];

const inBrackets = ({ tex, binding }: Typeset, least: Binding) =>
  binding < least ? `\\left(${tex}\\right)` : tex;

function numberTex(value: number): string {
  const [mantissa, exponent] = String(value).split('e');
  return exponent === undefined ? mantissa : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
}

/** @param index of the sample, or nothing inside a function of the group. */
function typeset(tree: RuleTree, index: '_i' | ''): Typeset {
  switch (tree.kind) {
    case 'number':
      return { tex: numberTex(tree.value), binding: String(tree.value).includes('e') ? 2 : 4 };
    case 'name': {
      const { tex, ofGroup } = NAMES[tree.name];
      return { tex: ofGroup ? tex : `${tex}${index}`, binding: tex.startsWith('\\log') ? 3 : 4 };
    }
    case 'negative':
      return { tex: `-${inBrackets(typeset(tree.of, index), 2)}`, binding: 1 };
    case 'operator':
      return operatorTex(tree, index);
    case 'call':
      return { tex: callTex(tree, index), binding: 4 };
  }
}

function operatorTex(tree: Extract<RuleTree, { kind: 'operator' }>, index: '_i' | ''): Typeset {
  const [left, right] = tree.of.map((part) => typeset(part, index));
  const { operator } = tree;
  if (operator === '/') return { tex: `\\frac{${left.tex}}{${right.tex}}`, binding: 4 };
  if (operator === '^') return { tex: `{${inBrackets(left, 4)}}^{${right.tex}}`, binding: 3 };
  const binding = BINDINGS[operator];
  if (operator === '<' || operator === '>')
    return { tex: `\\mathbf{1}[${left.tex} ${operator} ${right.tex}]`, binding: 4 };
  const mark = operator !== '*' ? operator : /^\d/.test(right.tex) ? '\\cdot' : '\\,';
  const least = operator === '+' ? binding : ((binding + 1) as Binding);
  return { tex: `${inBrackets(left, binding)} ${mark} ${inBrackets(right, least)}`, binding };
}

function callTex({ name, of }: Extract<RuleTree, { kind: 'call' }>, index: '_i' | ''): string {
  const isOfGroup = OF_GROUP.includes(name);
  const isOne = ONE_FOR_ALL.includes(name) || (of.length === 1 && (name === 'min' || name === 'max'));
  const values = of.map((part) => typeset(part, isOfGroup || isOne ? '' : index).tex);
  if (name === 'sqrt') return `\\sqrt{${values[0]}}`;
  if (name === 'abs') return `\\left\\lvert ${values[0]} \\right\\rvert`;
  if (name === 'sigmoid') return `\\sigma\\left(${values[0]}\\right)`;
  const known = ['exp', 'log', 'min', 'max'].includes(name);
  const head = known ? `\\${name}` : `\\operatorname{${name}}`;
  return `${head}${isOfGroup ? index : ''}\\left(${values.join(', ')}\\right)`;
}

/** Throws on a rule that does not parse. */
function ruleTex(text: string): string {
  const parsed = parseRule(text);
  if ('tree' in parsed) return typeset(parsed.tree, '_i').tex;
  throw new Error(`invalid rule: ${parsed.problem.message}`);
}

/** A sample's coefficient. Throws on a rule that does not parse. */
export const coefficientOfRule = (text: string): string => `c_i = ${ruleTex(text)}`;

/** The update direction, sum_i c_i grad log q(y_i | x). Throws as above. */
export const equationOfRule = (text: string): string =>
  `\\sum_i \\Bigl( ${ruleTex(text)} \\Bigr)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)`;
