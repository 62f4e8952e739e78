// The fields of a JSON configuration, each asked for once. What is wrong is collected as sentences, and fields that nobody
// asked for can be named.

/** A value as JSON, short. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? '(missing)';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

const isAbsent = (value: unknown) => value === undefined || value === null;

export class ConfigFields {
  private readonly asked = new Set<string>();

  /** @param problems where sentences go. @param path before each name: `rope_scaling.`. */
  constructor(
    private readonly json: Readonly<Record<string, unknown>>,
    readonly problems: string[],
    private readonly path = '',
  ) {}

  /** undefined where the field is absent or null. */
  get(name: string): unknown {
    this.asked.add(name);
    const value = Object.hasOwn(this.json, name) ? this.json[name] : undefined;
    return isAbsent(value) ? undefined : value;
  }

  /** A whole number of 1 or more under one of these names, of which all that are there must agree. */
  size(...names: readonly string[]): number {
    return this.optionalSize(...names) ?? this.invalid(names[0], undefined, 'a whole number of 1 or more', 1);
  }

  optionalSize(...names: readonly string[]): number | undefined {
    const there = names.filter((name) => this.get(name) !== undefined);
    if (there.length === 0) return undefined;
    const [first, ...others] = there.map((name) => this.get(name));
    const other = others.findIndex((value) => value !== first);
    if (other >= 0) this.invalid(there[other + 1], others[other], `${shown(first)}, as ${there[0]} says`, 1);
    if (typeof first === 'number' && Number.isSafeInteger(first) && first >= 1) return first;
    return this.invalid(there[0], first, 'a whole number of 1 or more', 1);
  }

  /** A number above 0. */
  positive(name: string, fallback?: number): number {
    const value = this.get(name) ?? fallback;
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    return this.invalid(name, value, 'a number above 0', 1);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.get(name) ?? fallback;
    return typeof value === 'boolean' ? value : this.invalid(name, value, 'true or false', fallback);
  }

  /** One of these; absent: the first. */
  choice<Option extends string>(name: string, options: readonly Option[]): Option {
    const value = this.get(name) ?? options[0];
    const option = options.find((known) => known === value);
    if (option === undefined) this.unsupported(name, options.join(', '));
    return option ?? options[0];
  }

  /** Refuses every value but these, and an empty one. */
  only(name: string, ...neutral: readonly unknown[]): void {
    const value = this.get(name);
    const isEmpty = typeof value === 'object' && Object.keys(value as object).length === 0;
    if (value === undefined || isEmpty || neutral.includes(value)) return;
    this.unsupported(name, neutral.length > 0 ? neutral.map(shown).join(' or ') : 'none');
  }

  unsupported(name: string, expected: string): void {
    this.problems.push(`unsupported ${this.path}${name}: ${shown(this.get(name))} (expected ${expected})`);
  }

  private invalid<Value>(name: string, value: unknown, expected: string, instead: Value): Value {
    this.problems.push(`invalid ${this.path}${name}: ${shown(value)} (expected ${expected})`);
    return instead;
  }

  /** Marks fields as known to change no number here. */
  pass(names: readonly string[]): void {
    for (const name of names) this.asked.add(name);
  }

  /** Fields with a value that nothing has asked for. */
  rest(): readonly string[] {
    return Object.keys(this.json).filter((name) => !this.asked.has(name) && !isAbsent(this.json[name]));
  }
}
