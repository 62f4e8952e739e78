// Items of a JSON array that comes in pieces, each as its own text. What an item holds is checked by whoever parses it.
import { quoted } from '../../../settings/parse.ts';
import { type Piece, PieceText } from './piece.ts';

const expected = 'expected one JSON array, [ ... ]';
const SPACE = /\s/;

/** Throws where there is no array, where it does not end, or where something follows it. @param name of the file. */
export async function* arrayItems(name: string, text: AsyncIterable<string>): AsyncGenerator<Piece> {
  const item = new PieceText();
  let place = 1;
  let depth = 0; // 1 within the array, more within an item
  let inString = false;
  let escaped = false;
  let ended = false;
  const take = (): Piece | undefined => {
    const written = item.take();
    return written === undefined || written.trim() !== '' ? { place: place++, text: written } : undefined;
  };
  for await (const part of text) {
    let from = 0;
    for (let i = 0; i < part.length; i++) {
      const character = part[i];
      if (inString) {
        if (escaped) escaped = false;
        else if (character === '\\') escaped = true;
        else if (character === '"') inString = false;
        continue;
      }
      if (depth === 0) {
        if (character === '[' && !ended) {
          depth = 1;
          from = i + 1;
        } else if (!SPACE.test(character))
          throw new Error(
            `invalid ${name}: ${quoted(part.slice(i))} ${ended ? 'after' : 'before'} the array (${expected})`,
          );
        continue;
      }
      if (character === '"') inString = true;
      else if (character === '[' || character === '{') depth++;
      else if (character === '}' || character === ']') depth--;
      if (depth === 0 || (depth === 1 && character === ',')) {
        item.add(part.slice(from, i));
        from = i + 1;
        const found = take();
        if (found) yield found;
        ended = depth === 0;
      }
    }
    if (depth > 0) item.add(part.slice(from));
  }
  if (!ended) throw new Error(`invalid ${name}: the array does not end (${expected})`);
}
