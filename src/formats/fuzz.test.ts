// Ten thousand tampered inputs for each reader. A reader gives a value that it can write again, or a sentence that names
// what is wrong. It takes no more memory than the input is long.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MANY, tampered, tamperedBytes } from '../../scripts/lib/hostile.ts';
import { initialParameters, parameterCount } from '../model/parameters.ts';
import { Stream } from '../random/stream.ts';
import { tasks } from '../tasks/index.ts';
import { generatePreferences } from '../tasks/preferences.ts';
import { formatPreferences, parsePreferences } from './preferences.ts';
import { readModelConfig, readPrior, writePrior } from './prior.ts';
import { readRewardCard, rewardCardText } from './reward_card.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** The value that was read; undefined where the refusal is a sentence of this kind. */
function readOrRefused<T>(read: () => T, refusal: RegExp): T | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(refusal);
    expect((error as Error).message.length).toBeLessThan(600);
    return undefined;
  }
}

const REFUSAL = /^invalid /;

const tiny = { vocabSize: 5, contextLength: 4, width: 4, layers: 1, heads: 2, allowed: [null, [1, 2], [4]] };
const prior = { config: tiny, parameters: initialParameters(tiny, Stream.fromSeed(1)) };
const files = writePrior(prior);

it('safetensors: bytes that were changed, cut off or made up', () => {
  const whole = writeSafetensors(
    new Map([
      ['a', { shape: [2, 3], values: Float32Array.from([1, 2, 3, 4, 5, 6]) }],
      ['__proto__', { shape: [], values: Float32Array.of(7) }],
    ]),
  );
  const anything = fc.oneof(
    { weight: 6, arbitrary: tamperedBytes(whole) },
    { weight: 3, arbitrary: tamperedBytes(whole, 140) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
  let read = 0;
  fc.assert(
    fc.property(anything, (bytes) => {
      const tensors = readOrRefused(() => readSafetensors(bytes), /^invalid (safetensors|tensor)/);
      if (!tensors) return;
      read++;
      const floats = [...tensors.values()].reduce((sum, { values }) => sum + values.length, 0);
      expect(2 * floats).toBeLessThanOrEqual(bytes.length);
      expect(readSafetensors(writeSafetensors(tensors))).toEqual(tensors);
    }),
    MANY,
  );
  expect(read).toBeGreaterThan(100); // the property is not empty
});

it('model configurations: whatever they ask for, nothing is made that the weights’ file cannot hold', () => {
  const written = JSON.parse(files.config);
  const text = fc.oneof(
    { weight: 8, arbitrary: tampered(written).map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string() },
  );
  let read = 0;
  fc.assert(
    fc.property(text, fc.constantFrom(0, 100, files.model.length, 1e6, 2 ** 40), (config, bytes) => {
      const taken = readOrRefused(() => readModelConfig(config, bytes), /^invalid config.json: /);
      if (!taken) return;
      read++;
      expect(2 * parameterCount(taken)).toBeLessThanOrEqual(bytes);
      expect(taken.width % taken.heads).toBe(0);
    }),
    MANY,
  );
  expect(read).toBeGreaterThan(100);
});

it('models: a tampered file of weights beside a tampered configuration', () => {
  const written = JSON.parse(files.config);
  const config = fc.oneof(
    fc.constant(files.config),
    tampered(written).map((value) => JSON.stringify(value) ?? ''),
  );
  let read = 0;
  fc.assert(
    fc.property(config, tamperedBytes(files.model), (text, bytes) => {
      const taken = readOrRefused(() => readPrior(text, bytes), REFUSAL);
      if (!taken) return;
      read++;
      const again = writePrior(taken);
      expect(readPrior(again.config, again.model)).toEqual(taken);
    }),
    MANY,
  );
  expect(read).toBeGreaterThan(100);
});

it('preferences: every line that is wrong has its sentence, and data that are taken read the same again', () => {
  const NAMED =
    /^(invalid |not JSON: |unknown (prompt|field): |(prompt|chosen|rejected) is missing|chosen and rejected are the same|no preferences|and [\d,]+ more lines)/;
  const task = tasks.sentiment;
  const lines = formatPreferences(generatePreferences({ task, count: 4, noise: 0.1, seed: 1 }), task)
    .trim()
    .split('\n');
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...lines) },
    { weight: 3, arbitrary: tampered(JSON.parse(lines[0])).map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: fc.json() },
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), fc.constantFrom('\n', '\r\n'), (written, end) => {
      const parsed = parsePreferences(written.join(end), task);
      if ('problems' in parsed) {
        for (const { message } of parsed.problems) {
          expect(message).toMatch(NAMED);
          expect(message.length).toBeLessThan(600);
        }
        return;
      }
      taken++;
      expect(parsePreferences(formatPreferences(parsed.preferences, task), task)).toEqual(parsed);
    }),
    MANY,
  );
  expect(taken).toBeGreaterThan(100);
});

it('reward cards: one that is taken reads the same again', () => {
  const card = JSON.parse(readFileSync('public/models/tldr/reward/card.json', 'utf8'));
  const text = fc.oneof(
    { weight: 8, arbitrary: tampered(card).map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string() },
  );
  let read = 0;
  fc.assert(
    fc.property(text, (written) => {
      const taken = readOrRefused(() => readRewardCard(written), /^invalid card\.json: /);
      if (!taken) return;
      read++;
      expect(readRewardCard(rewardCardText(taken))).toEqual(taken);
    }),
    MANY,
  );
  expect(read).toBeGreaterThan(100);
});
