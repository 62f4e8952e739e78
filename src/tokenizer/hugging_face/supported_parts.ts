// Parts of a tokenizer.json that the library computes as Hugging Face's own does. It takes more, some of them differently,
// so that all others are refused.
import * as v from 'valibot';
import { quoted } from '../../settings/parse.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = v.string('text');
const flag = v.optional(v.nullable(v.boolean('true or false')));
const list = v.array(v.looseObject({}, 'an object'), 'a list of objects');
const pattern = v.union(
  [v.strictObject({ String: text }), v.strictObject({ Regex: text })],
  'String or Regex',
);
const nothing = {};
const byteLevel = { add_prefix_space: flag, use_regex: flag };
const replace = { pattern, content: text };
const metaspace = {
  replacement: text,
  prepend_scheme: v.optional(v.picklist(['always', 'first', 'never'], 'always, first, never')),
};
/** Splitting is not computed. */
const whole = v.literal(false, 'false');

/** By part and type the fields that the library reads. Messages say what is expected. */
const SUPPORTED: Readonly<Record<string, Readonly<Record<string, v.ObjectEntries>>>> = {
  normalizer: {
    Sequence: { normalizers: list },
    Prepend: { prepend: text },
    Replace: replace,
    NFC: nothing,
    NFD: nothing,
    NFKC: nothing,
    NFKD: nothing,
    Lowercase: nothing,
    Strip: { strip_left: flag, strip_right: flag },
  },
  pre_tokenizer: {
    Sequence: { pretokenizers: list },
    ByteLevel: byteLevel,
    Split: {
      pattern,
      behavior: v.picklist(['Isolated', 'Removed'], 'Isolated, Removed'),
      invert: v.optional(whole),
    },
    Digits: { individual_digits: flag },
    Metaspace: { ...metaspace, split: whole },
    WhitespaceSplit: nothing,
  },
  post_processor: {
    Sequence: { processors: list },
    ByteLevel: byteLevel,
    TemplateProcessing: { single: list },
  },
  decoder: {
    Sequence: { decoders: list },
    ByteLevel: byteLevel,
    Replace: replace,
    ByteFallback: nothing,
    Fuse: nothing,
    Strip: { content: text, start: v.number('a number'), stop: v.number('a number') },
    Metaspace: metaspace,
  },
};

/** Where a sequence keeps its parts. */
const LISTS = ['normalizers', 'pretokenizers', 'processors', 'decoders'] as const;

/** A part and, of a sequence, all that it is made of. */
export function partsOf(part: unknown): readonly Json[] {
  if (!isObject(part)) return [];
  const inner = LISTS.flatMap((name) => (Array.isArray(part[name]) ? (part[name] as unknown[]) : []));
  return [part, ...inner.flatMap(partsOf)];
}

function partProblem(name: string, part: Json): string | undefined {
  const known = SUPPORTED[name];
  const type = Object.keys(known).find((candidate) => candidate === part.type);
  if (type === undefined)
    return `unsupported ${name}.type: ${quoted(part.type)} (expected ${Object.keys(known).join(', ')})`;
  const parsed = v.safeParse(v.object(known[type]), part);
  if (parsed.success) return undefined;
  const [issue] = parsed.issues;
  const got = issue.input === undefined ? '(missing)' : quoted(issue.input);
  return `unsupported ${type}.${v.getDotPath(issue)}: ${got} (expected ${issue.message})`;
}

/** Why the library would not compute with it as Hugging Face's own does. */
export function unsupportedPart(tokenizer: Json): string | undefined {
  for (const name of Object.keys(SUPPORTED)) {
    const part = tokenizer[name] ?? null;
    if (part !== null && !isObject(part))
      return `invalid ${name}: ${quoted(part)} (expected an object or null)`;
    for (const inner of partsOf(part)) {
      const problem = partProblem(name, inner);
      if (problem) return problem;
    }
  }
  return undefined;
}

/** The library knows ASCII's digits only; every number of Unicode splits in the original. */
export function withUnicodeDigits(part: unknown): unknown {
  if (!isObject(part)) return part;
  if (part.type === 'Digits') {
    const Regex = part.individual_digits ? '\\p{N}' : '\\p{N}+';
    return { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false };
  }
  const { pretokenizers } = part;
  return Array.isArray(pretokenizers)
    ? { ...part, pretokenizers: pretokenizers.map(withUnicodeDigits) }
    : part;
}

/** What is put before a text, such as Llama's ▁, is left out. */
export function withoutPrepended(part: unknown): unknown {
  if (!isObject(part)) return part;
  if (part.type === 'Metaspace') return { ...part, prepend_scheme: 'never' };
  if (part.type === 'ByteLevel') return { ...part, add_prefix_space: false };
  const rest = (parts: unknown) => Array.isArray(parts) && parts.map(withoutPrepended);
  if (part.type === 'Prepend') return null;
  if (part.normalizers) return { ...part, normalizers: rest(part.normalizers) };
  return part.pretokenizers ? { ...part, pretokenizers: rest(part.pretokenizers) } : part;
}
