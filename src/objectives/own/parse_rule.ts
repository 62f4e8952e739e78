// Parses an own rule: one expression over the group's vectors, such as `softmax(r/gamma + lp - lq0) - softmax(lq - lq0)`.
//   comparison = sum [("<" | ">") sum]        sum = product {("+" | "-") product}
//   product = sign {("*" | "/") sign}         sign = ("-" | "+") sign | power
//   power = atom ["^" sign]                   atom = number | name | name "(" values ")" | "(" comparison ")"
// Recursive descent with bounds on length and depth. Nothing is run as code, and every problem has its place in the text.
import { closestName } from './closest_name.ts';
import { FUNCTIONS, NAMES } from './vocabulary.ts';

/** A part of the expression; `at` is its first character in the text, from 0. */
export type RuleTree =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'negative'; readonly of: RuleTree; readonly at: number }
  | {
      readonly kind: 'operator';
      readonly operator: string;
      readonly of: readonly [RuleTree, RuleTree];
      readonly at: number;
    }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly RuleTree[]; readonly at: number };

export interface RuleProblem {
  /** `unexpected ")" at 14 (expected a number, a name or "(")`; the place is counted from 1. */
  readonly message: string;
  /** The character, from 0; the text's length at its end. */
  readonly at: number;
}
export type ParsedRule = { readonly tree: RuleTree } | { readonly problem: RuleProblem };

/** Characters; a link has to hold it. */
export const LONGEST_RULE = 300;
export const DEEPEST_RULE = 24;

interface Token {
  readonly kind: 'number' | 'name' | 'mark' | 'end';
  readonly text: string;
  readonly at: number;
}

class Refusal extends Error {
  constructor(
    readonly problem: string,
    readonly at: number,
  ) {
    super(problem);
  }
}

/** What a formula copied from a page or a paper has for the marks of a keyboard. */
const COPIED: Readonly<Record<string, string>> = { '−': '-', '×': '*', '·': '*', '⋅': '*' };
const TOKEN = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([a-z_][a-z_0-9]*)|([-+*/^<>(),−×·⋅]))/iuy;
const STARTS = 'a number, a name or "("';

const quotedAt = (text: string, at: number) => `${JSON.stringify(text)} at ${at + 1}`;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const scanner = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  for (;;) {
    const from = scanner.lastIndex;
    if (from >= end) break;
    const found = scanner.exec(text);
    if (!found) {
      const at = from + (text.slice(from).length - text.slice(from).trimStart().length);
      const odd = String.fromCodePoint(text.codePointAt(at) ?? 0);
      throw new Refusal(`unexpected ${quotedAt(odd, at)} (expected ${STARTS} or an operator)`, at);
    }
    const [, number, name, mark] = found;
    const written = number ?? name ?? mark;
    const at = scanner.lastIndex - written.length;
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'mark';
    tokens.push({ kind, text: kind === 'mark' ? (COPIED[written] ?? written) : written, at });
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

class Parser {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  rule(): RuleTree {
    const tree = this.comparison();
    if (this.token.kind !== 'end') throw this.unexpected('an operator or the end');
    return tree;
  }

  private get token(): Token {
    return this.tokens[this.next];
  }

  /** Takes the next token if it is one of the marks. */
  private take(...marks: readonly string[]): Token | undefined {
    const { token } = this;
    if (token.kind !== 'mark' || !marks.includes(token.text)) return undefined;
    this.next++;
    return token;
  }

  private unexpected(expected: string): Refusal {
    const { kind, text, at } = this.token;
    const what = kind === 'end' ? `the rule ends at ${at + 1}` : `unexpected ${quotedAt(text, at)}`;
    return new Refusal(`${what} (expected ${expected})`, at);
  }

  private deeper(parse: () => RuleTree): RuleTree {
    if (++this.depth > DEEPEST_RULE) {
      const { at } = this.token;
      throw new Refusal(`nested too deeply at ${at + 1} (expected at most ${DEEPEST_RULE} levels)`, at);
    }
    const tree = parse();
    this.depth--;
    return tree;
  }

  private comparison(): RuleTree {
    const left = this.sum();
    const mark = this.take('<', '>');
    if (!mark) return left;
    const tree = this.between(mark, left, this.sum());
    if (this.token.text === '<' || this.token.text === '>')
      throw this.unexpected('one comparison; brackets make another');
    return tree;
  }

  private sum(): RuleTree {
    let left = this.product();
    for (let mark = this.take('+', '-'); mark; mark = this.take('+', '-'))
      left = this.between(mark, left, this.product());
    return left;
  }

  private product(): RuleTree {
    let left = this.sign();
    for (let mark = this.take('*', '/'); mark; mark = this.take('*', '/'))
      left = this.between(mark, left, this.sign());
    return left;
  }

  private sign(): RuleTree {
    const mark = this.take('-', '+');
    if (!mark) return this.power();
    const of = this.deeper(() => this.sign());
    return mark.text === '-' ? { kind: 'negative', of, at: mark.at } : of;
  }

  private power(): RuleTree {
    const base = this.atom();
    const mark = this.take('^');
    return mark
      ? this.between(
          mark,
          base,
          this.deeper(() => this.sign()),
        )
      : base;
  }

  private between({ text: operator, at }: Token, left: RuleTree, right: RuleTree): RuleTree {
    return { kind: 'operator', operator, of: [left, right], at };
  }

  private atom(): RuleTree {
    const { kind, text, at } = this.token;
    if (kind === 'number') {
      this.next++;
      const value = Number(text);
      if (!Number.isFinite(value)) throw new Refusal(`too large a number at ${at + 1}: ${text}`, at);
      return { kind: 'number', value, at };
    }
    if (kind === 'name') return this.named();
    if (!this.take('(')) throw this.unexpected(STARTS);
    const inside = this.deeper(() => this.comparison());
    this.close('")"');
    return inside;
  }

  private close(expected: string): void {
    if (!this.take(')')) throw this.unexpected(`an operator or ${expected}`);
  }

  private named(): RuleTree {
    const { text: name, at } = this.token;
    this.next++;
    const isCall = this.token.text === '(';
    if (!isCall && Object.hasOwn(NAMES, name)) return { kind: 'name', name, at };
    if (!Object.hasOwn(FUNCTIONS, name)) throw unknownName(name, at, isCall);
    if (!this.take('('))
      throw new Refusal(`${quotedAt(name, at)} is a function (expected ${name}(${valuesOf(name)}))`, at);
    const of = this.valuesIn(name, at);
    return { kind: 'call', name, of, at };
  }

  private valuesIn(name: string, at: number): RuleTree[] {
    const { values, least } = FUNCTIONS[name];
    const of = [this.deeper(() => this.comparison())];
    while (this.take(',')) of.push(this.deeper(() => this.comparison()));
    this.close(of.length < values.length ? '"," or ")"' : '")"');
    if (of.length < least || of.length > values.length)
      throw new Refusal(
        `${quotedAt(name, at)} has ${of.length} ${of.length === 1 ? 'value' : 'values'} (expected ${name}(${valuesOf(name)}))`,
        at,
      );
    return of;
  }
}

/** `x, low, high`, or `x or x, y` where the last may be left out. */
const valuesOf = (name: string): string => {
  const { values, least } = FUNCTIONS[name];
  return least === values.length
    ? values.join(', ')
    : `${values.slice(0, least).join(', ')}) or ${name}(${values.join(', ')}`;
};

function unknownName(name: string, at: number, isCall: boolean): Refusal {
  const known = Object.keys(isCall ? FUNCTIONS : NAMES);
  const place = quotedAt(name, at);
  if (isCall && Object.hasOwn(NAMES, name))
    return new Refusal(
      `${place} is no function (expected ${known.join(', ')}, or "*" before the bracket)`,
      at,
    );
  const closest = closestName(name, [...known, ...Object.keys(isCall ? NAMES : FUNCTIONS)]);
  const hint = closest === undefined ? `expected ${known.join(', ')}` : `did you mean ${closest}?`;
  return new Refusal(`unknown ${isCall ? 'function' : 'name'} ${place} (${hint})`, at);
}

/** Throws nothing. */
export function parseRule(text: string): ParsedRule {
  try {
    if (text.length > LONGEST_RULE)
      throw new Refusal(
        `too long: ${text.length} characters (expected at most ${LONGEST_RULE})`,
        LONGEST_RULE,
      );
    return { tree: new Parser(tokensOf(text)).rule() };
  } catch (error) {
    if (error instanceof Refusal) return { problem: { message: error.problem, at: error.at } };
    throw error;
  }
}
