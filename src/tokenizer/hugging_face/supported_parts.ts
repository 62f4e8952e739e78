// Parts of a tokenizer.json that the library computes as Hugging Face's own does. It takes more, some of them differently,
// so that all others are refused.
import { quoted } from '../../settings/parse.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SUPPORTED = {
  normalizer: ['Sequence', 'Prepend', 'Replace', 'NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'Strip'],
  pre_tokenizer: ['Sequence', 'ByteLevel', 'Split', 'Digits', 'Metaspace', 'WhitespaceSplit'],
  post_processor: ['Sequence', 'ByteLevel', 'TemplateProcessing'],
  decoder: ['Sequence', 'ByteLevel', 'Replace', 'ByteFallback', 'Fuse', 'Strip', 'Metaspace'],
} as const;
type PartName = keyof typeof SUPPORTED;
const PART_NAMES = Object.keys(SUPPORTED) as readonly PartName[];

/** Where a sequence keeps its parts. */
const LISTS = ['normalizers', 'pretokenizers', 'processors', 'decoders'] as const;

/** A part and, of a sequence, all that it is made of. */
export function partsOf(part: unknown): readonly Json[] {
  if (!isObject(part)) return [];
  const inner = LISTS.flatMap((list) => (Array.isArray(part[list]) ? (part[list] as unknown[]) : []));
  return [part, ...inner.flatMap(partsOf)];
}

function partProblem(name: PartName, part: Json): string | undefined {
  const known: readonly unknown[] = SUPPORTED[name];
  if (!known.includes(part.type))
    return `unsupported ${name}.type: ${quoted(part.type)} (expected ${known.join(', ')})`;
  if (part.type === 'Metaspace' && name === 'pre_tokenizer' && part.split !== false)
    return `unsupported Metaspace.split: ${quoted(part.split ?? true)} (expected false)`;
  if (name !== 'pre_tokenizer' || part.type !== 'Split') return undefined;
  const behavior = String(part.behavior).toLowerCase();
  if (behavior !== 'isolated' && behavior !== 'removed')
    return `unsupported Split.behavior: ${quoted(part.behavior)} (expected Isolated, Removed)`;
  return part.invert === true && behavior === 'isolated'
    ? 'unsupported Split.invert: true (expected false)'
    : undefined;
}

/** Why the library would not compute with it as Hugging Face's own does. */
export function unsupportedPart(tokenizer: Json): string | undefined {
  for (const name of PART_NAMES) {
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
  const rest = (list: unknown) =>
    Array.isArray(list) &&
    list.filter((inner) => !isObject(inner) || inner.type !== 'Prepend').map(withoutPrepended);
  if (part.type === 'Prepend') return null;
  if (part.normalizers) return { ...part, normalizers: rest(part.normalizers) };
  return part.pretokenizers ? { ...part, pretokenizers: rest(part.pretokenizers) } : part;
}
