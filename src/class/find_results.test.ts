import { describe, expect, it } from 'vitest';
import { presetFor } from '../config/presets.ts';
import { findResults } from './find_results.ts';
import { encodeResult } from './result_code.ts';

const codeOf = (seat: number) =>
  encodeResult({
    config: {
      ...presetFor('strings', 'brain'),
      seed: 1 + Math.floor((seat - 1) / 5),
      gamma: [0.1, 0.3, 1, 3, 10][(seat - 1) % 5],
    },
    backend: 'cpu',
    curve: Array.from({ length: 14 }, (_, at) => ({ step: 20 * at, reward: at / seat, kl: at / 10 })),
    isExact: true,
    isRepeatable: true,
    seat,
    answers: {},
  });
const codes = Array.from({ length: 30 }, (_, at) => codeOf(at + 1));
const seatsIn = (text: string) => findResults(text).results.map(({ seat }) => seat);
const folded = (code: string, every: number, by: string) =>
  code.match(new RegExp(`.{1,${every}}`, 'g'))!.join(by);

describe('codes in a text', () => {
  it('all 30 are found in 2 MB of chat, folded, quoted, emphasised or in lower case', () => {
    const talk = '[09:12] Sam: my brain1 code is here. “BRAIN1?” ok :-) https://example.org/a?b=1.\n';
    const asTyped = codes.map(
      (code, at) =>
        [
          code,
          folded(code, 40, '\n'),
          folded(code.toLowerCase(), 60, '\r\n> '),
          `*${code}*`,
          `| ${folded(code, 50, ' ')} |`,
          folded(code, 30, '\u200b'),
        ].at(at % 6)!,
    );
    const text = asTyped.map((code) => talk.repeat(850) + code).join('\n');
    expect(text.length).toBeGreaterThan(2_000_000);
    const { results, repeated, damaged } = findResults(text);
    expect(results.map(({ seat }) => seat)).toEqual(codes.map((_, at) => at + 1));
    expect(results.map(({ code }) => code)).toEqual(codes);
    expect({ repeated, damaged }).toEqual({ repeated: [], damaged: [] });
  });

  it('a code that comes twice counts once, with both lines', () => {
    const { results, repeated } = findResults(`a\n${codes[0]}\nb\n${codes[1]} ${codes[0].toLowerCase()}`);
    expect(results).toHaveLength(2);
    expect(repeated).toEqual([{ line: 4, firstLine: 2 }]);
  });

  it('a damaged one is named with its line, and does not swallow the next', () => {
    const broken = codes[2].slice(0, 90);
    const { results, damaged } = findResults(
      `one\ntwo\n${broken}\n${codes[3]}\n${codes[4].replace('BRAIN1', 'BRAIN1U')}`,
    );
    expect(results.map(({ seat }) => seat)).toEqual([4]);
    expect(damaged).toEqual([{ line: 3, problem: 'a letter of it is wrong or missing' }]);
    expect(seatsIn(`${codes[0]}${codes[1]}`)).toEqual([1, 2]);
  });

  it('talk about codes is no damaged code', () => {
    expect(
      findResults('BRAIN1 is what it begins with. brain1! My BRAIN1 code does not work.').damaged,
    ).toEqual([]);
  });

  it('nothing is found in nothing, and garbage does not throw', () => {
    expect(findResults('')).toEqual({ results: [], repeated: [], damaged: [] });
    const garbage = 'BRAIN1'.repeat(5000);
    expect(findResults(garbage).results).toEqual([]);
  });
});
