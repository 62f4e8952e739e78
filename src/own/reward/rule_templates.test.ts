import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { expect, it } from 'vitest';
import type { ResponseToRate } from './response_scorer.ts';
import { ruleSource } from './rule_source.ts';
import { ruleTemplates } from './rule_templates.ts';

const harness = readFileSync(new URL('./rule_harness.js', import.meta.url), 'utf8');

/** As in a room, without one. */
function score(text: string, responses: readonly ResponseToRate[]): unknown {
  const words: { type: string; scores?: number[] }[] = [];
  const port = { postMessage: (word: { type: string }) => words.push(word), onmessage: (_: object) => {} };
  const context = vm.createContext({});
  new vm.Script(ruleSource(harness, text).script).runInContext(context);
  context.onmessage({ ports: [port] });
  port.onmessage({ data: { id: 1, responses: JSON.stringify(responses) } });
  return words.at(-1)!.scores;
}

/** Answers and what they get; `…` at its end: cut off. */
const values: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  length: [
    [Array(20).fill('word').join(' '), -0],
    ['  one two three four five ', -0.75],
    ['', -1],
    [Array(30).fill('word').join('\n'), -0.5],
  ],
  keyword: [
    ['They were Happy together, happy.', 2],
    ['nothing', 0],
    ['friends', 1],
  ],
  pattern: [
    ['It rains. ', 1],
    ['it rains.', 0],
    ['It rains. It pours.', 0],
    ['It rains', 0],
  ],
  json: [
    ['{"a": [1, 2]}', 1],
    ['{"a": 1', 0],
    ['', 0],
    [' 3 ', 1],
    ['3 apples', 0],
  ],
  repetition: [
    ['a b a b', 2 / 3],
    ['A a a', 1 / 2],
    ['one two three', 1],
    ['one', 0],
    ['', 0],
  ],
  readability: [
    // 6 words, 1 sentence, 6 syllables: "The cat sat on the mat." has 116.145 (Flesch).
    ['The cat sat on the mat.', 1.16145],
    // 3 words, 1 sentence; 5 + 6 + 7 groups of vowels.
    ['Extraordinary characterization inevitability.', (206.835 - 3.045 - 84.6 * 6) / 100],
    ['', 0],
  ],
  dog: [
    ['A Dog ran.', 2],
    ['dogs…', 1],
    ['A dogma.', 1],
    ['A cat…', 0],
  ],
};

it.each(ruleTemplates)('$label', ({ id, text, sentence }) => {
  const cases = values[id];
  const rewards = score(
    text,
    cases.map(([response]) => ({
      prompt: 'p',
      response: response.replace(/…$/, ''),
      meta: {},
      ended: !response.endsWith('…'),
      tokens: 1,
    })),
  ) as number[];
  rewards.forEach((reward, i) => {
    expect(reward, cases[i][0]).toBeCloseTo(cases[i][1], 12);
  });
  expect(rewards).toHaveLength(cases.length);
  expect(sentence.split(' ').length).toBeLessThanOrEqual(20);
});
