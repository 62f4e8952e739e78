// Reads the TeX of a setting's symbol: one letter, with a subscript or none. HTML shows those without KaTeX.
const GREEK: Readonly<Record<string, string>> = {
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  varepsilon: 'ε',
  eta: 'η',
  lambda: 'λ',
  mu: 'μ',
  tau: 'τ',
};
const SYMBOL =
  /^(?:\\(?<name>[a-z]+)|(?<latin>[A-Za-z]))(?:_(?:(?<index>\w)|\{\\mathrm\{(?<word>\w+)\}\}))?$/;

export interface SymbolParts {
  readonly letter: string;
  readonly subscript?: string;
}

/** Throws on TeX that is not one letter with at most one subscript. */
export function symbolParts(tex: string): SymbolParts {
  const { name = '', latin, index, word } = SYMBOL.exec(tex)?.groups ?? {};
  const letter = latin ?? GREEK[name];
  if (letter === undefined)
    throw new Error(`invalid symbol: ${tex} (expected a letter or one of ${Object.keys(GREEK).join(', ')})`);
  return { letter, subscript: index ?? word };
}
