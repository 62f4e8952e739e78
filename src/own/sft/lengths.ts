// How long a visitor's rows are in tokens, before anything is chosen: the share that fits each length of a run.
import type { ByteSource } from '../../formats/byte_source.ts';
import { encodeRows, type PromptedRow } from '../data/fitting/encode.ts';
import { fitShares } from '../data/fitting/fit.ts';
import { startTokenizer } from './fine_tune.ts';
import type { SftRequest } from './sft_request.ts';

export interface Lengths {
  /** Rows that were measured, of all; a corpus has none. */
  readonly measured: number;
  readonly of: number;
  readonly shares: readonly { readonly length: number; readonly share: number }[];
}

/** More rows would change the shares by less than a hundredth. */
const MOST_MEASURED = 2000;

/** With the vocabulary that the training would have. */
export async function measureLengths(
  request: SftRequest<ByteSource>,
  progress: (done: number, all: number) => void,
): Promise<Lengths> {
  const prompted = request.rows.filter((row): row is PromptedRow => row.kind !== 'corpus');
  if (prompted.length === 0) return { measured: 0, of: 0, shares: [] };
  const tokenizer = await startTokenizer(request, () => {});
  const rows = prompted.slice(0, MOST_MEASURED);
  const { items } = await encodeRows(rows, tokenizer, { unit: request.unit, onProgress: progress });
  return { measured: items.length, of: prompted.length, shares: fitShares(items, 0) };
}
