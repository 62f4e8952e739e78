// What is said of a method, in words and in formulas. Its rule stands in `src/objectives/`, in a file of the same name.

/** A term of a method's equation. */
export interface Term {
  /** KaTeX source. */
  readonly tex: string;
  readonly meaning: string;
  /** Column of the step log in which it is drawn. */
  readonly figure?: string;
}

export interface MethodTexts {
  /** One sentence: what it does. */
  readonly summary: string;
  /** KaTeX source of the update direction, and its terms. */
  readonly equation: string;
  /** Paper and equation number. */
  readonly source: string;
  /** What it does and why, in a paragraph. */
  readonly paragraph: string;
  readonly terms: readonly Term[];
  /** What it does without on samples of another method's run. */
  readonly elsewhere?: string;
}
