import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bpeTokenizer } from '../../../tokenizer/bpe/bpe_files.ts';
import { trainBpe } from '../../../tokenizer/bpe/train_bpe.ts';
import { WordTokenizer } from '../../../tokenizer/word.ts';
import { splitOf } from '../split.ts';
import { type EncodedRow, encodeDocuments, encodeRows, type PromptedRow } from './encode.ts';
import { fitRows, fitShares, fitText, rowLength } from './fit.ts';
import { answerRows, corpusRows } from './training_rows.ts';

/** A token a byte, and one before each prompt. */
const bytes = bpeTokenizer(
  trainBpe([], { vocabSize: 257, special: ['<|endoftext|>'] }).next().value as never,
);
const unit = 'line';
const answered = (place: number, prompt: string, completion: string): PromptedRow => ({
  kind: 'sft',
  place,
  prompt,
  completion,
});

async function encoded(...rows: readonly PromptedRow[]): Promise<readonly EncodedRow[]> {
  return (await encodeRows(rows, bytes, { unit })).items;
}

const turns = (...questions: readonly string[]) =>
  `${questions.map((question) => `\n\nHuman: ${question}`).join('\n\nAssistant: Yes.')}\n\nAssistant:`;

describe('encoding', () => {
  it('keeps the boundary between prompt and answer', async () => {
    const [row] = await encoded(answered(1, 'Name one:', ' blue'));
    expect(bytes.decode([...row.prompt])).toBe('Name one:');
    expect(row.prompt).toHaveLength(1 + 9);
    expect(row.answers.map((answer) => bytes.decode([...answer]))).toEqual([' blue']);
    expect(row.answers[0].at(-1)).toBe(bytes.eos);
    const [pair] = await encoded({
      kind: 'preference',
      place: 1,
      prompt: 'a',
      chosen: ' b',
      rejected: ' cd',
    });
    expect(pair.answers.map(({ length }) => length)).toEqual([3, 4]);
  });

  it('counts fields that are too long, and words that the tokenizer has not', async () => {
    const long = 'a '.repeat(2 ** 15);
    const { items, report } = await encodeRows(
      [answered(3, long, 'b'), answered(4, `${long}a`, 'b')],
      bytes,
      { unit },
    );
    expect(items.map(({ row }) => row.place)).toEqual([3]);
    expect(report.misfits).toEqual([{ reason: 'a field is longer than 65,536 characters', places: [4] }]);
    const words = await encodeRows([answered(7, 'my boat', 'my')], WordTokenizer.fromWords(['my']), { unit });
    expect(words.report.misfits).toEqual([{ reason: 'unknown word: "boat" at position 1', places: [7] }]);
  });

  it('writes a document of any length, and reports progress', async () => {
    const seen: number[] = [];
    for (const text of [`${'ab '.repeat(50_000)}end`, 'x'.repeat(100_000), `a${'😀'.repeat(40_000)}`]) {
      const { items } = await encodeDocuments([{ kind: 'corpus', place: 1, text }], bytes, {
        unit: 'document',
        onProgress: (done) => seen.push(done),
      });
      expect(bytes.decode([...items[0].tokens]) === text).toBe(true);
    }
    expect(seen).toContain(1);
  });
});

describe('fitting to a length', () => {
  it('says first which share fits', async () => {
    const rows = await encoded(...[10, 50, 90, 200].map((size, i) => answered(i, 'a'.repeat(size), 'b')));
    // Each takes one token more before the prompt, and an answer of two.
    expect(rows.map((row) => rowLength(row, 0))).toEqual([13, 53, 93, 203]);
    expect(fitShares(rows, 0, [12, 53, 128, 512]).map(({ share }) => share)).toEqual([0, 0.5, 0.75, 1]);
    expect(fitShares(rows, 40, [64])).toEqual([{ length: 64, share: 0.25 }]);
  });

  it('leaves out what is too long, or cuts it where a turn begins, and says so', async () => {
    const rows = await encoded(
      answered(1, turns('One?'), ' a'),
      answered(2, turns('One?', 'Two?', 'Three?'), ' b'),
      answered(3, turns('x'.repeat(80)), ' c'),
      answered(4, 'y'.repeat(80), ' d'),
    );
    const plan = { length: 48, answerTokens: 0 } as const;
    const skipped = fitRows(rows, bytes, { ...plan, tooLong: 'skip' });
    expect(skipped.rows.map(({ row }) => row.place)).toEqual([1]);
    const { rows: fitting, report } = fitRows(rows, bytes, { ...plan, tooLong: 'cut' });
    expect(fitting.map(({ row }) => row.prompt)).toEqual([turns('One?'), turns('Three?')]);
    expect(bytes.decode([...fitting[1].prompt])).toBe(turns('Three?'));
    expect(fitText(unit, report)).toBe(
      '1 of 4 lines fit 48 tokens; 1: prompt cut at a turn (line 2); 2: left out as too long (lines 3, 4)',
    );
    const wide = fitRows(rows, bytes, { length: 64, answerTokens: 0, tooLong: 'cut' });
    expect(wide.rows[1].row.prompt).toBe(turns('Two?', 'Three?'));
  });
});

describe('rows for supervised training', () => {
  it('put all rows of a prompt into one part', async () => {
    const prompts = fc.array(fc.constantFrom(...Array.from({ length: 40 }, (_, i) => `Prompt ${i}`)));
    await fc.assert(
      fc.asyncProperty(prompts, async (texts) => {
        const rows = answerRows(await encoded(...texts.map((text, i) => answered(i, text, ` ${i}`))));
        for (const split of ['train', 'validation', 'test'] as const)
          for (const { prompt } of rows[split])
            expect(splitOf(bytes.decode([...Array.from(prompt)]))).toBe(split);
        expect(rows.train.length + rows.validation.length + rows.test.length).toBe(texts.length);
      }),
      { numRuns: 20 },
    );
  });

  it('teach the better answer of two, and nothing where there is none', async () => {
    const rows = await encoded(
      { kind: 'preference', place: 1, prompt: 'Name a colour.', chosen: ' blue', rejected: ' no' },
      { kind: 'prompt', place: 2, prompt: 'Name a colour.' },
    );
    const { train, validation, test } = answerRows(rows);
    const all = [...train, ...validation, ...test];
    expect(all.map(({ completion }) => bytes.decode(Array.from(completion)))).toEqual([' blue']);
  });

  it('learn every token of a corpus once', async () => {
    const texts = Array.from({ length: 60 }, (_, i) => `Document ${i} ${'of words '.repeat(i % 7)}`);
    const rows = texts.map((text, i) => ({ kind: 'corpus', place: i + 1, text }) as const);
    const { items } = await encodeDocuments(rows, bytes, { unit: 'document' });
    const parts = corpusRows(items, 32, bytes.eos);
    const split = { train: 0, validation: 0, test: 0 };
    for (const name of ['train', 'validation', 'test'] as const) {
      const learnt = parts[name].flatMap(({ completion }) => Array.from(completion));
      const expected = items
        .filter(({ text }) => splitOf(text) === name)
        .flatMap(({ tokens }) => [...tokens, bytes.eos]);
      expect(learnt).toEqual(expected);
      for (const { prompt, completion } of parts[name]) {
        expect(prompt.length).toBe(1);
        expect(completion.length).toBeLessThan(32);
      }
      split[name] = parts[name].length;
    }
    expect(split.train).toBeGreaterThan(split.validation);
    expect(split.validation).toBeGreaterThan(0);
  });

  it('hold out every twentieth chunk where there is one document', async () => {
    const text = Array.from({ length: 900 }, (_, i) => `${i}`).join(' ');
    const { items } = await encodeDocuments([{ kind: 'corpus', place: 1, text }], bytes, {
      unit: 'document',
    });
    const { train, validation } = corpusRows(items, 32, bytes.eos);
    expect(validation).toHaveLength(Math.floor((train.length + validation.length) / 20));
    expect(validation.length).toBeGreaterThan(2);
  });
});
