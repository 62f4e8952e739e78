// Documents of a plain text that comes in pieces, split at blank lines or at a separator of the visitor's.
import { type Piece, PieceText } from './piece.ts';

const documentText = () => new PieceText(Number.POSITIVE_INFINITY);
const isBlank = (text: string) => text.trim() === '';

/** Blank lines, however many, end a document. */
async function* atBlankLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  const line = documentText();
  let lines: string[] = [];
  for await (const part of text) {
    const [first, ...rest] = part.split('\n');
    line.add(first);
    for (const next of rest) {
      const written = line.take()!;
      if (isBlank(written)) {
        if (lines.length > 0) yield lines.join('\n');
        lines = [];
      } else lines.push(written);
      line.add(next);
    }
  }
  const last = line.take()!;
  if (!isBlank(last)) lines.push(last);
  if (lines.length > 0) yield lines.join('\n');
}

async function* atSeparator(text: AsyncIterable<string>, separator: string): AsyncGenerator<string> {
  const document = documentText();
  /** Might be the start of a separator that the next part ends. */
  let tail = '';
  for await (const part of text) {
    const all = tail + part;
    let from = 0;
    for (let to = all.indexOf(separator); to >= 0; to = all.indexOf(separator, from)) {
      document.add(all.slice(from, to));
      yield document.take()!;
      from = to + separator.length;
    }
    const kept = Math.max(from, all.length - separator.length + 1);
    document.add(all.slice(from, kept));
    tail = all.slice(kept);
  }
  document.add(tail);
  yield document.take()!;
}

/** @param separator absent: blank lines. Empty documents are left out and not counted. */
export async function* documentsOf(text: AsyncIterable<string>, separator?: string): AsyncGenerator<Piece> {
  let place = 0;
  for await (const document of separator ? atSeparator(text, separator) : atBlankLines(text))
    if (!isBlank(document)) yield { place: ++place, text: document };
}
