// From a visitor's rows to the rows of a supervised training: a vocabulary where none is given, tokens, and what fits.
import { yieldToMessages } from '../../event_loop/yield_to_messages.ts';
import type { BatchRow } from '../../model/batch.ts';
import { bpeTokenizer, END_OF_TEXT } from '../../tokenizer/bpe/bpe_files.ts';
import { trainBpe } from '../../tokenizer/bpe/train_bpe.ts';
import { WordCounts } from '../../tokenizer/bpe/words.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import type { SamplePlan, SftRows } from '../../training/sft/sft.ts';
import { answersOf, encodeDocuments, encodeRows, type PromptedRow } from '../data/fitting/encode.ts';
import { fitRows, fitText } from '../data/fitting/fit.ts';
import { answerRows, corpusRows, type TrainingRows } from '../data/fitting/training_rows.ts';
import { reportText } from '../data/report.ts';
import type { CorpusRow, DataRow } from '../data/row.ts';
import { splitOf } from '../data/split.ts';
import type { SftRequest } from './sft_request.ts';

export type SetProgress =
  | { readonly kind: 'vocabulary'; readonly done: number; readonly all: number }
  | { readonly kind: 'encoding'; readonly done: number; readonly all: number };

export interface TrainingSet {
  readonly rows: SftRows;
  readonly plan: SamplePlan;
  /** What the samples go on from; of a corpus nothing. */
  readonly promptTexts: readonly string[];
  /** Sentences on what is used, and what is not. */
  readonly notes: readonly string[];
}

/** Most text that a vocabulary is trained on: more of it changes few merges. */
const MOST_CHARACTERS = 2 ** 24;
const TURN_MS = 30;
const SAMPLES = 3;

const isDocument = (row: DataRow): row is CorpusRow => row.kind === 'corpus';
const textsOf = (row: DataRow): readonly string[] =>
  isDocument(row) ? [row.text] : [row.prompt, ...answersOf(row)];
const isTrained = (row: DataRow) => splitOf(isDocument(row) ? row.text : row.prompt) === 'train';

/** A byte-level vocabulary of the training rows. */
export async function ownVocabulary(
  rows: readonly DataRow[],
  vocabSize: number,
  progress: (progress: SetProgress) => void,
): Promise<Tokenizer> {
  const counts = new WordCounts();
  let turnAtMs = performance.now() + TURN_MS;
  const turn = async (done: number) => {
    if (performance.now() < turnAtMs) return;
    progress({ kind: 'vocabulary', done, all: vocabSize });
    await yieldToMessages();
    turnAtMs = performance.now() + TURN_MS;
  };
  for (const row of rows) {
    if (!isTrained(row)) continue;
    for (const text of textsOf(row)) counts.add(text);
    if (counts.characters > MOST_CHARACTERS) break;
    await turn(0);
  }
  const training = trainBpe(counts.words, { vocabSize, special: [END_OF_TEXT] });
  for (;;) {
    const { done, value } = training.next();
    if (done) return bpeTokenizer(value);
    await turn(value);
  }
}

function checkKinds(rows: readonly DataRow[]): void {
  if (rows.every(({ kind }) => kind === 'prompt'))
    throw new Error('prompts without answers (expected answers or texts: a prompt alone teaches nothing)');
}

const longest = (rows: readonly BatchRow[]) =>
  rows.reduce((most, { completion }) => Math.max(most, completion.length), 0);

function sftRows({ train, validation }: TrainingRows, length: number, pad: number): SftRows {
  const window = Math.max(longest(train), longest(validation));
  return { train, validation, length, window, pad };
}

const counted = (value: number) => value.toLocaleString('en');
const sizes = ({ train, validation }: TrainingRows, what: string) =>
  `${counted(train.length)} ${what} to train on, ${counted(validation.length)} held out.`;

type SetRequest = Pick<SftRequest<never>, 'rows' | 'unit' | 'length' | 'newTokens' | 'tooLong'>;

async function answerSet(
  rows: readonly PromptedRow[],
  { unit, length, newTokens, tooLong }: SetRequest,
  tokenizer: Tokenizer,
  progress: (progress: SetProgress) => void,
): Promise<TrainingSet> {
  const onProgress = (done: number, all: number) => progress({ kind: 'encoding', done, all });
  const { items, report } = await encodeRows(rows, tokenizer, { unit, onProgress });
  const fit = fitRows(items, tokenizer, { length, answerTokens: 0, tooLong });
  const parts = answerRows(fit.rows);
  const held = fit.rows.filter(({ row }) => splitOf(row.prompt) === 'validation');
  const shown = (held.length > 0 ? held : fit.rows).slice(0, SAMPLES);
  const room = length - Math.max(0, ...shown.map(({ prompt }) => prompt.length));
  return {
    rows: sftRows(parts, length, tokenizer.pad),
    plan: {
      prompts: shown.map(({ prompt }) => prompt),
      maxNewTokens: Math.min(newTokens, room),
      eos: tokenizer.eos,
    },
    promptTexts: shown.map(({ row }) => row.prompt),
    notes: [
      ...(report.misfits.length > 0 ? [`${reportText(report)}.`] : []),
      `${fitText(unit, fit.report)}.`,
      sizes(parts, 'rows'),
    ],
  };
}

async function corpusSet(
  rows: readonly CorpusRow[],
  { unit, length, newTokens }: SetRequest,
  tokenizer: Tokenizer,
  progress: (progress: SetProgress) => void,
): Promise<TrainingSet> {
  const onProgress = (done: number, all: number) => progress({ kind: 'encoding', done, all });
  const { items, report } = await encodeDocuments(rows, tokenizer, { unit, onProgress });
  const parts = corpusRows(items, length, tokenizer.eos);
  return {
    rows: sftRows(parts, length, tokenizer.pad),
    plan: {
      prompts: Array.from({ length: SAMPLES }, () => [tokenizer.eos]),
      maxNewTokens: Math.min(newTokens, length - 1),
      eos: tokenizer.eos,
    },
    promptTexts: Array.from({ length: SAMPLES }, () => ''),
    notes: [
      ...(report.misfits.length > 0 ? [`${reportText(report)}.`] : []),
      sizes(parts, `chunks of ${length} tokens`),
    ],
  };
}

/** Rows with a prompt are one kind, documents the other; a file has one of them. Throws where nothing can be learnt. */
export async function trainingSet(
  request: SetRequest,
  tokenizer: Tokenizer,
  progress: (progress: SetProgress) => void,
): Promise<TrainingSet> {
  checkKinds(request.rows);
  const documents = request.rows.filter(isDocument);
  if (documents.length > 0) return corpusSet(documents, request, tokenizer, progress);
  const prompted = request.rows.filter((row): row is PromptedRow => !isDocument(row));
  return answerSet(prompted, request, tokenizer, progress);
}
