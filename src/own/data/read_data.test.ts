import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sourceOfBytes } from '../../formats/byte_source.ts';
import { type ReadOptions, readData } from './read_data.ts';
import { misfitsCsv, reportText } from './report.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (name: string, text: string, options: ReadOptions = {}) =>
  readData(sourceOfBytes(name, bytesOf(text)), options);
const lines = (...records: readonly unknown[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

async function rowsOf(name: string, text: string, options: ReadOptions = {}) {
  const reading = await read(name, text, options);
  if ('refusal' in reading) throw new Error(reading.refusal);
  return reading.rows;
}

const asked = '\n\nHuman: Which bird sings at night?\n\nAssistant:';
const transcript = { chosen: `${asked} The nightingale.`, rejected: `${asked} I do not know.` };
const preference = { prompt: 'Name a colour.', chosen: ' Blue', rejected: ' Seven' };
const message = (role: string, content: string) => ({ role, content });

describe('the shapes of data', () => {
  it('takes transcripts apart at the last "Assistant:" of both', async () => {
    const before = '\n\nHuman: Hello.\n\nAssistant: Hello!';
    const longer = { chosen: before + transcript.chosen, rejected: before + transcript.rejected };
    const reading = await read('pairs.jsonl', lines(transcript, longer));
    expect(reading).toMatchObject({
      format: 'transcripts',
      label: 'HH transcripts: a prompt and two answers',
      reason: '2 of the first 2 lines have chosen and rejected with turns of Human and Assistant',
      rows: [
        {
          kind: 'preference',
          place: 1,
          prompt: asked,
          chosen: ' The nightingale.',
          rejected: ' I do not know.',
        },
        { prompt: before + asked },
      ],
    });
  });

  it.each([
    ['preferences', { ...preference, score: 3 }, { kind: 'preference', ...preference, meta: { score: 3 } }],
    [
      'chat-preferences',
      {
        prompt: [message('system', 'Be brief.'), message('user', 'Name a colour.')],
        chosen: [message('assistant', 'Blue')],
        rejected: [message('assistant', 'Seven')],
      },
      {
        prompt: '\n\nSystem: Be brief.\n\nHuman: Name a colour.\n\nAssistant:',
        chosen: ' Blue',
        rejected: ' Seven',
      },
    ],
    [
      'chat-preferences',
      {
        prompt: 'Name a colour.',
        chosen: [message('user', 'Name a colour.'), message('assistant', 'Blue')],
        rejected: [message('user', 'Name a colour.'), message('assistant', 'Seven')],
      },
      { prompt: '\n\nHuman: Name a colour.\n\nAssistant:', chosen: ' Blue', rejected: ' Seven' },
    ],
    [
      'summaries',
      {
        info: { id: 't3', subreddit: 'garden', title: 'Frost', post: 'It froze.\n\nWhat now?' },
        summaries: [{ text: ' No.' }, { text: ' Frost came; what now?' }],
        choice: 1,
      },
      {
        prompt: 'SUBREDDIT: r/garden\n\nTITLE: Frost\n\nPOST: It froze.\n\nWhat now?\n\nTL;DR:',
        chosen: ' Frost came; what now?',
        rejected: ' No.',
      },
    ],
    [
      'summaries',
      {
        info: { subreddit: null, title: 'Frost', article: 'It froze.' },
        summaries: [{ text: ' Ice.' }, { text: ' No.' }],
        choice: 0,
      },
      { prompt: 'TITLE: Frost\n\nIt froze.\n\nTL;DR:', chosen: ' Ice.' },
    ],
    [
      'chat',
      { messages: [message('user', 'Hello.'), message('assistant', 'Hi.')] },
      { kind: 'sft', prompt: '\n\nHuman: Hello.\n\nAssistant:', completion: ' Hi.' },
    ],
    [
      'completions',
      { prompt: 'TL;DR:', completion: ' short' },
      { kind: 'sft', prompt: 'TL;DR:', completion: ' short' },
    ],
    [
      'prompts',
      { prompt: ' Name a colour. ', answer: 'blue' },
      { kind: 'prompt', prompt: ' Name a colour. ', meta: { answer: 'blue' } },
    ],
    ['texts', { text: 'A story.\n' }, { kind: 'corpus', text: 'A story.\n' }],
  ])('reads %s', async (format, record, row) => {
    const reading = await read('data.jsonl', lines(record));
    expect(reading).toMatchObject({ format, rows: [{ place: 1, ...row }] });
  });

  it('reads plain text as documents, at blank lines or at a separator', async () => {
    const text = '\nOne line,\nanother.\r\n \r\n\nA third: { "a": 1 }\n';
    expect(await rowsOf('corpus.txt', text)).toEqual([
      { kind: 'corpus', place: 1, text: 'One line,\nanother.\r' },
      { kind: 'corpus', place: 2, text: 'A third: { "a": 1 }' },
    ]);
    const stories = 'One\n\nstill one<|end|>\n<|end|>two<|end|>';
    const rows = await rowsOf('corpus.txt', stories, { separator: '<|end|>' });
    expect(rows.map((row) => 'text' in row && row.text)).toEqual(['One\n\nstill one', 'two']);
  });

  it('takes an array, and lines in a text file, for what they are', async () => {
    const array = JSON.stringify([preference, { ...preference, prompt: 'A "], [" \\' }], null, 2);
    expect(await rowsOf('data.json', ` ${array}\n`)).toMatchObject([
      { place: 1 },
      { place: 2, prompt: 'A "], [" \\' },
    ]);
    expect(await rowsOf('data.txt', lines(preference))).toHaveLength(1);
    expect(await read('notes.txt', '[sic] a note')).toMatchObject({ format: 'plain-text' });
    expect(await read('pasted', '{one} of them')).toMatchObject({ format: 'plain-text' });
  });
});

describe('files in slices', () => {
  const many = Array.from({ length: 9000 }, (_, i) => ({
    prompt: `Ünïcode ${'—'.repeat(i % 30)}`,
    completion: ` ${i}`,
  }));

  it.each([
    ['data.jsonl', lines(...many)],
    ['data.json', JSON.stringify(many)],
  ])('reads %s across the edges of slices, gzipped or not', async (name, text) => {
    const expected = many.map((row, i) => ({ kind: 'sft', place: i + 1, ...row }));
    expect(await rowsOf(name, text)).toEqual(expected);
    const seen: number[] = [];
    const packed = new Uint8Array(gzipSync(text));
    const reading = await readData(sourceOfBytes(`${name}.gz`, packed), {
      onProgress: (done, all) => seen.push(done / all),
    });
    expect('rows' in reading && reading.rows).toEqual(expected);
    expect(seen.at(-1)).toBe(1);
  });

  it('finds a separator that two pieces of the text share', async () => {
    const half = 2 ** 18;
    const text = `${'a'.repeat(half - 3)}=====${'b'.repeat(10)}`;
    const rows = await rowsOf('corpus.txt', text, { separator: '=====' });
    expect(rows.map((row) => 'text' in row && row.text.length)).toEqual([half - 3, 10]);
  });

  it('refuses a small file that unpacks to too much', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(2 ** 25)));
    expect(bomb.length).toBeLessThan(2 ** 16);
    await expect(readData(sourceOfBytes('bomb.jsonl.gz', bomb), { maxBytes: 2 ** 22 })).rejects.toThrow(
      'invalid bomb.jsonl.gz: more than 4 MB of text (expected at most that: use a part of it)',
    );
  });

  it('ends when it is called off', async () => {
    const ending = new AbortController();
    const reading = readData(sourceOfBytes('data.jsonl', bytesOf(lines(...many))), {
      signal: ending.signal,
      onProgress: () => ending.abort(new Error('called off')),
    });
    await expect(reading).rejects.toThrow('called off');
  });
});

describe('what does not fit', () => {
  const others = [
    { chosen: transcript.chosen, rejected: `\n\nHuman: Hello?${transcript.rejected}` },
    { chosen: `${asked} `, rejected: transcript.rejected },
    { chosen: transcript.chosen, rejected: transcript.chosen },
    preference,
    { chosen: transcript.chosen },
  ];

  it('counts every reason with its lines, and lists them all', async () => {
    const good = Array.from({ length: 70 }, () => transcript);
    const text = `${lines(...good, ...others, others[0])}not JSON\n\n`;
    const reading = await read('pairs.jsonl', text);
    expect('rows' in reading && reading.rows.length).toBe(70);
    expect(reportText(reading.report)).toBe(
      '70 of 77 lines used; 2: the two prompts differ (lines 71, 76); 1: an answer is empty (line 72); 1: the two answers are the same (line 73); 1: another format (prompt, chosen and rejected as texts) (line 74); 1: no chosen and rejected with turns of Human and Assistant (line 75); 1: not JSON (line 77)',
    );
    expect(misfitsCsv(reading.report).split('\r\n').slice(0, 3)).toEqual([
      'line,reason',
      '71,the two prompts differ',
      '72,an answer is empty',
    ]);
  });

  it('names the most frequent reasons, and counts the others', () => {
    const misfits = Array.from({ length: 9 }, (_, i) => ({ reason: `reason ${i}`, places: [i + 1, i + 20] }));
    expect(reportText({ unit: 'line', total: 1018, used: 1000, misfits })).toMatch(
      /^1,000 of 1,018 lines used; 2: reason 0 \(lines 1, 20\); .*reason 5 .*; 6: 3 other reasons$/,
    );
  });

  it('refuses a file of which fewer than nine in ten can be used', async () => {
    const good = Array.from({ length: 17 }, () => transcript);
    const reading = await read('pairs.jsonl', lines(...good, others[0], others[0]));
    expect(reading).not.toHaveProperty('rows');
    expect(reading).toMatchObject({
      refusal:
        'Fewer than 90 % can be used, so nothing is: 17 of 19 lines used; 2: the two prompts differ (lines 18, 19).',
    });
    expect(await read('pairs.jsonl', lines(...good, transcript, others[0], others[0]))).toHaveProperty(
      'rows',
    );
  });

  it('takes the format of most lines', async () => {
    const mixed = [
      preference,
      ...Array.from({ length: 12 }, (_, i) => ({ prompt: `Number ${i}.`, completion: ' Yes.' })),
    ];
    expect(await read('mixed.jsonl', lines(...mixed))).toMatchObject({
      format: 'completions',
      reason: '12 of the first 13 lines have prompt and completion as texts',
    });
  });

  const completion = { prompt: 'a', completion: 'b' };
  const messages = [message('user', 'a'), message('assistant', 'b')];
  const chat = { messages };
  const summary = {
    info: { title: 'a', article: 'b' },
    summaries: [{ text: 'c' }, { text: 'd' }],
    choice: 0,
  };

  it.each([
    ['an answer labelled as bad', completion, { label: false }, 'the answer is labelled as a bad one'],
    ['a long line', completion, { completion: 'b'.repeat(1_000_001) }, 'longer than 1,000,000 characters'],
    ['an empty prompt', completion, { prompt: ' ' }, 'the prompt is empty'],
    [
      'a picture',
      chat,
      { messages: [messages[0], { role: 'assistant', content: [] }] },
      'of a message is not text',
    ],
    ['a tool', chat, { messages: [messages[0], message('tool', 'b')] }, 'role of a message is not user'],
    ['a question only', chat, { messages: [messages[0]] }, 'nobody asks'],
    ['a third choice', summary, { choice: 2 }, 'choice is not 0 or 1 of two'],
    ['a post without a text', summary, { info: { title: 'a' } }, 'info has no post'],
  ])('leaves out %s', async (_, good, change, reason) => {
    const text = lines(...Array.from({ length: 20 }, () => good), { ...good, ...change });
    const { report } = await read('data.jsonl', text);
    expect(report).toMatchObject({
      used: 20,
      misfits: [{ reason: expect.stringContaining(reason), places: [21] }],
    });
  });
});

describe('files that are refused as a whole', () => {
  it.each([
    ['table.csv', 'a,b', 'invalid file table.csv: ending .csv (expected .jsonl, '],
    ['data.jsonl', '  \n', 'invalid data.jsonl: empty'],
    ['data.txt', ' ', 'invalid data.txt: empty (expected text)'],
    ['data.jsonl', '{"question": 1}\n', 'invalid data.jsonl: fields question (expected JSON with chosen'],
    ['data.jsonl', 'hello\n', 'invalid data.jsonl: hello (expected JSON with'],
    ['data.json', '[{"prompt": "a"}', 'invalid data.json: the array does not end'],
    ['data.json', '[] []', 'invalid data.json: [] after the array'],
  ])('%s: %s', async (name, text, problem) => {
    await expect(read(name, text)).rejects.toThrow(problem);
  });

  it('says what is wrong with bytes', async () => {
    const latin = Uint8Array.from([0x61, 0xe9, 0x61]);
    await expect(readData(sourceOfBytes('a.txt', latin))).rejects.toThrow('invalid a.txt: not text in UTF-8');
    const packed = gzipSync(lines(preference));
    const cut = new Uint8Array(packed.subarray(0, packed.length - 12));
    await expect(readData(sourceOfBytes('a.jsonl.gz', cut))).rejects.toThrow(
      'invalid a.jsonl.gz: damaged gzip file',
    );
  });
});
