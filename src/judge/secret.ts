// An API key that cannot slip out: printing, JSON and string templates show a placeholder, and what a server echoes is
// cleared of it. In memory only; nothing here stores it.

const HIDDEN = '[hidden]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The key itself, for the Authorization header alone. */
  reveal(): string {
    return this.#value;
  }

  /** A text of the server's without the key. */
  redact(text: string): string {
    return text.replaceAll(this.#value, HIDDEN);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }
}
