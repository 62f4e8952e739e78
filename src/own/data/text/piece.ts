// A part of a file that may become a row: a line, an item of a JSON array, a document.

export interface Piece {
  /** From 1. */
  readonly place: number;
  /** Undefined where it is longer than `LONGEST_PIECE`. */
  readonly text: string | undefined;
}

/** Characters of a line or an item. A document may have any number. */
export const LONGEST_PIECE = 1_000_000;

/** Collects the text of one piece, and no more of it than may be used. */
export class PieceText {
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly longest = LONGEST_PIECE) {}

  add(part: string): void {
    this.length += part.length;
    if (this.length <= this.longest) this.parts.push(part);
    else this.parts = [];
  }

  /** The text so far, which is then begun anew. */
  take(): string | undefined {
    const text = this.length <= this.longest ? this.parts.join('') : undefined;
    this.parts = [];
    this.length = 0;
    return text;
  }
}
