// Which of three parts a row belongs to, by its text alone: 90 % train, 5 % validation, 5 % test. Rows that are added
// move no other, and rows with one prompt stay on one side.
import { foldOnto } from '../../random/counter.ts';
import type { Split } from '../../tasks/task.ts';

const SHARES = { validation: 0.05, test: 0.05 } as const;

/** In [0, 1). */
function placeOf(text: string): number {
  let key = 0;
  for (let i = 0; i < text.length; i++) key = foldOnto(key, text.charCodeAt(i));
  return foldOnto(key, text.length) / 2 ** 32;
}

/** @param text of the prompt; of a corpus, the document's. */
export function splitOf(text: string): Split {
  const place = placeOf(text);
  if (place < SHARES.validation) return 'validation';
  return place < SHARES.validation + SHARES.test ? 'test' : 'train';
}
