// Lines of a text that comes in pieces; blank ones are counted and left out.
import { type Piece, PieceText } from './piece.ts';

const isBlank = (text: string | undefined) => text !== undefined && text.trim() === '';

export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<Piece> {
  const line = new PieceText();
  let place = 1;
  for await (const part of text) {
    let from = 0;
    for (let to = part.indexOf('\n'); to >= 0; to = part.indexOf('\n', from)) {
      line.add(part.slice(from, to));
      from = to + 1;
      const written = line.take();
      if (!isBlank(written)) yield { place, text: written };
      place++;
    }
    line.add(part.slice(from));
  }
  const last = line.take();
  if (!isBlank(last)) yield { place, text: last };
}
