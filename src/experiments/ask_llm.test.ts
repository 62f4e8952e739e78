import { afterEach, describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer, judging } from '../judge/fake_server.ts';
import { parseJudgeSettings } from '../judge/settings.ts';
import { tasks } from '../tasks/index.ts';
import { askLlm, openMatches } from './ask_llm.ts';
import type { RunOutcome } from './run_outcome.ts';
import { scaleOf } from './scale.ts';
import { table1 } from './table1.ts';
import { table2 } from './table2.ts';

let server: FakeServer | undefined;
afterEach(() => server?.close());

const scale = scaleOf('smoke');
const { prompts, tokenizer } = tasks.strings;
const ANSWERS = 4;
const tokensOf = (text: string) => [...tokenizer.encode([...text].join(' ')), tokenizer.eos];

/** Each run answers the one prompt with these. */
const written: Readonly<Record<string, readonly string[]>> = {
  brain: ['aaaa', 'aaaa', 'aaaa', 'bbbb'],
  dpo: ['bbbb', 'bbbb', 'aaaa', 'bbbb'],
  'dpo-sft': ['cccc', 'cccc', 'cccc', 'cccc'],
  rso: ['aaaa', 'aaaa', 'aaaa', 'aaaa'],
};

const outcomes = new Map(
  table1.requests(scale).map(({ key, config }) => {
    const test = written[config.method].map((text) => ({
      promptId: prompts('test')[0].id,
      tokens: tokensOf(text),
      reward: 0,
      goldResponseReward: 0,
    }));
    return [key, { key, config, test } as unknown as RunOutcome];
  }),
);

/** Likes a more than b more than c; the gold response lies wherever the alphabet puts it. */
const alphabetical = judging((a, b) => (a < b ? 'A' : a > b ? 'B' : 'tie'));
const settings = () => parseJudgeSettings({ endpoint: server!.url, model: 'test', stopAfter: 2, retries: 0 });

describe('an LLM judge on the tables', () => {
  it('is asked about every pair that differs, and gives Table 2 the shares counted by hand', async () => {
    server = await fakeServer(alphabetical);
    const matches = openMatches(['table2'], outcomes, scale, ANSWERS);
    // Seven pairs differ, three of them word by word as others do: a with b and with c, b with c and with a.
    expect(matches).toHaveLength(4);
    const llm = await askLlm(matches, { settings: settings(), answers: ANSWERS, known: new Map() });
    expect(server.requests).toHaveLength(8);
    const [table] = table2.result(outcomes, scale, llm).tables;
    const shares = Object.fromEntries(
      table.rows
        .filter(({ label }) => label.includes('LLM judge (test)'))
        .map(({ label, cells }) => [/against (\S+),/.exec(label)![1], cells.map(({ value }) => value)]),
    );
    expect(shares).toEqual({ DPO: [50, 50, 0], 'DPO-sft': [100, 0, 0], RSO: [0, 75, 25] });
    expect(table.note).toContain('4 of 4 pairs judged');
  });

  it('is not asked again about what it has said', async () => {
    server = await fakeServer(alphabetical);
    const matches = openMatches(['table1', 'table2'], outcomes, scale, ANSWERS);
    const first = await askLlm(matches, { settings: settings(), answers: ANSWERS, known: new Map() });
    const asked = server.requests.length;
    expect(asked).toBe(2 * matches.length);
    const again = await askLlm(matches, {
      settings: settings(),
      answers: ANSWERS,
      known: first.verdicts,
    });
    expect(server.requests).toHaveLength(asked);
    expect(again.verdicts).toEqual(first.verdicts);
    // Other words, another question.
    const reworded = { ...matches[0], second: tokensOf('aabb') };
    await askLlm([reworded], { settings: settings(), answers: ANSWERS, known: first.verdicts });
    expect(server.requests).toHaveLength(asked + 2);
  });

  it('leaves its row empty with the reason where the server fails, and the other rows as they are', async () => {
    server = await fakeServer(() => ({ status: 500, body: 'out of order' }));
    const matches = openMatches(['table1'], outcomes, scale, ANSWERS);
    const llm = await askLlm(matches, { settings: settings(), answers: ANSWERS, known: new Map() });
    const without = table1.result(outcomes, scale);
    const { tables, claims } = table1.result(outcomes, scale, llm);
    const row = tables[0].rows.at(-1)!;
    expect(row.label).toContain('LLM judge (test)');
    expect(row.cells.every(({ value }) => value === undefined)).toBe(true);
    expect(tables[0].note).toContain('keeps failing (500), saying “out of order”');
    expect(tables[0].rows.slice(0, -1)).toEqual(without.tables[0].rows);
    expect(claims).toEqual(without.claims);
  });

  it('keeps what was judged before a server fell silent', async () => {
    let left = 6;
    server = await fakeServer((request) => (left-- > 0 ? alphabetical(request) : { status: 503 }));
    const matches = openMatches(['table2'], outcomes, scale, ANSWERS);
    const progress: number[] = [];
    const llm = await askLlm(matches, {
      settings: { ...settings(), parallel: 1 },
      answers: ANSWERS,
      known: new Map(),
      onProgress: (_, done) => progress.push(done),
    });
    expect(llm.verdicts.size).toBe(3);
    expect(llm.note).toContain('3 of 4 pairs judged');
    expect(progress).toEqual([1, 2, 3, 4]);
    // Against RSO three answers are the same and the fourth was never judged: no row of ties alone.
    const [table] = table2.result(outcomes, scale, llm).tables;
    const row = table.rows.find(({ label }) => /RSO.*LLM/.test(label))!;
    expect(row.cells.map(({ value }) => value)).toEqual([undefined, undefined, undefined]);
    expect(table.rows.find(({ label }) => /DPO,.*LLM/.test(label))!.cells[0].value).toBe(50);
  });
});
