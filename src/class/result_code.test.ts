import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presetFor } from '../config/presets.ts';
import { METHOD_NAMES } from '../objectives/index.ts';
import { TASK_NAMES } from '../tasks/task.ts';
import { toCrockford } from './crockford.ts';
import { type CurvePoint, LEVELS, rangeOfHalves } from './curve_bytes.ts';
import { findResults } from './find_results.ts';
import { encodeResult, nicknameOf, type ResultCode } from './result_code.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const QUESTIONS = ['entry', 'exit', 'signs-1', 'signs-2'];
const LESSONS = ['frontier', 'cheat'];
const IDS = [...QUESTIONS, ...LESSONS];

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const curve: fc.Arbitrary<CurvePoint[]> = fc
  .tuple(
    fc.integer({ min: 0, max: 300 }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), finite(-8, 8), finite(-0.1, 60)), {
      minLength: 1,
      maxLength: 40,
    }),
  )
  .map(([first, rest]) => {
    let step = first;
    return rest.map(([distance, reward, kl]) => {
      step += distance;
      return { step, reward, kl };
    });
  });
const why = fc.option(fc.constantFrom(0, 1, 2), { nil: undefined });
const withWhy = <T extends object>([prediction, reason]: [T, 0 | 1 | 2 | undefined]) =>
  reason === undefined ? prediction : { ...prediction, why: reason };
// What half precision holds, so that it comes back to the bit.
const half = fc.integer({ min: -1024, max: 1024 }).map((units) => units / 256);
const prediction = fc.oneof(
  fc.tuple(fc.record({ reward: half, kl: half.map(Math.abs) }), why).map(withWhy),
  fc.tuple(fc.record({ curve: fc.constantFrom(0, 1, 2) }), why).map(withWhy),
) as fc.Arbitrary<ResultCode['prediction']>;

const result: fc.Arbitrary<ResultCode> = fc.record(
  {
    config: fc
      .tuple(
        fc.constantFrom(...TASK_NAMES),
        fc.constantFrom(...METHOD_NAMES),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.option(finite(0.01, 100), { nil: undefined }),
      )
      .map(([task, method, seed, gamma]) => {
        const preset = presetFor(task, method);
        return { ...preset, seed, gamma: gamma ?? preset.gamma };
      }),
    backend: fc.constantFrom('cpu', 'webgpu', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu'),
    curve,
    isExact: fc.boolean(),
    isRepeatable: fc.boolean(),
    answers: fc.dictionary(fc.constantFrom(...QUESTIONS), fc.integer({ min: 0, max: 15 }), {
      noNullPrototype: true,
    }),
    lesson: fc.record({ id: fc.constantFrom(...LESSONS), step: fc.integer({ min: 0, max: 255 }) }),
    seat: fc.integer({ min: 1, max: 200 }),
    prediction: prediction as fc.Arbitrary<NonNullable<ResultCode['prediction']>>,
    nickname: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map(nicknameOf).filter(Boolean),
  },
  { requiredKeys: ['config', 'backend', 'curve', 'isExact', 'isRepeatable', 'answers'] },
);

/** A result as the class will see it: 26 evaluations, prediction, two answers, nickname. */
const typical: ResultCode = {
  config: { ...presetFor('strings', 'brain'), seed: 4, gamma: 0.3 },
  backend: 'cpu',
  curve: Array.from({ length: 26 }, (_, at) => ({
    step: 10 * at,
    reward: 1.9 * (1 - Math.exp(-at / 6)) - 0.00283,
    kl: 1.23 * (1 - Math.exp(-at / 9)),
  })),
  isExact: true,
  isRepeatable: true,
  lesson: { id: 'frontier', step: 8 },
  seat: 12,
  prediction: { reward: 2.4, kl: 0.9, why: 1 },
  answers: { entry: 0, exit: 2 },
  nickname: 'Marie',
};

const only = (text: string) => {
  const { results, repeated, damaged } = findResults(text, IDS);
  expect({ repeated, damaged }).toEqual({ repeated: [], damaged: [] });
  expect(results).toHaveLength(1);
  const { code, line, rounding, ...found } = results[0];
  return found;
};

describe('a result code', () => {
  it('comes back: the curve within half a level of its range, all else to the bit', () => {
    fc.assert(
      fc.property(result, (given) => {
        const { curve: found, ...rest } = only(encodeResult(given));
        const { curve: sent, ...others } = given;
        expect(rest).toEqual(others);
        expect(found.map(({ step }) => step)).toEqual(sent.map(({ step }) => step));
        for (const key of ['reward', 'kl'] as const) {
          const { low, high } = rangeOfHalves(sent.map((point) => point[key]));
          const tolerance = ((high - low) / LEVELS / 2) * (1 + 1e-9);
          for (const [at, point] of sent.entries())
            expect(Math.abs(found[at][key] - point[key])).toBeLessThanOrEqual(tolerance);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is short enough for one line of a chat and for QR version 8-L', () => {
    const code = encodeResult(typical);
    expect(code).toMatch(/^BRAIN1[0-9A-HJKMNP-TV-Z]+\.$/);
    expect(code.length).toBeLessThanOrEqual(279); // alphanumeric capacity of 8-L, ISO/IEC 18004
  });

  it('is refused with any of its letters changed: 1,000 of 1,000', () => {
    let refused = 0;
    fc.assert(
      fc.property(result, fc.nat(), fc.nat(), (given, place, other) => {
        const code = encodeResult(given);
        const at = 6 + (place % (code.length - 7));
        const letters = [...ALPHABET].filter((letter) => letter !== code[at]);
        const changed = `${code.slice(0, at)}${letters[other % letters.length]}${code.slice(at + 1)}`;
        const { results, damaged } = findResults(changed, IDS);
        expect(results).toEqual([]);
        expect(damaged).toHaveLength(1);
        refused++;
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBe(1000);
  });

  it('is refused for every other letter in every place of one code, prefix and full stop included', () => {
    const code = encodeResult(typical);
    for (let at = 0; at < code.length; at++)
      for (const letter of `${ALPHABET}U.!`) {
        // In the prefix, I and L are 1 to nobody.
        if (letter === code[at]) continue;
        expect(findResults(`${code.slice(0, at)}${letter}${code.slice(at + 1)}`, IDS).results).toEqual([]);
      }
  });

  it('is refused cut off anywhere, and with two letters exchanged', () => {
    const code = encodeResult(typical);
    for (let length = 0; length + 1 < code.length; length++) {
      expect(findResults(code.slice(0, length)).results).toEqual([]);
      expect(findResults(`${code.slice(0, length)}.`).results).toEqual([]);
    }
    for (let at = 6; at + 2 < code.length; at++) {
      const [a, b] = code.slice(at, at + 2);
      if (a === b) continue;
      expect(findResults(`${code.slice(0, at)}${b}${a}${code.slice(at + 2)}`).results).toEqual([]);
    }
  });

  it('says that it is of another version where its settings are unknown here', async () => {
    const { ByteWriter } = await import('./byte_stream.ts');
    const { crc16 } = await import('./crc16.ts');
    const to = new ByteWriter();
    to.byte(0);
    to.byte(1);
    to.text('warp=9');
    to.word(crc16(to.written));
    const { damaged } = findResults(`BRAIN1${toCrockford(to.written)}.`);
    expect(damaged[0].problem).toBe(
      'it is of another version of this page (unknown setting in the link: warp)',
    );
  });

  it('names a question that the page does not know by its number', () => {
    const code = encodeResult(typical);
    const [{ answers, lesson }] = findResults(code).results;
    expect(Object.values(answers)).toEqual([0, 2]);
    for (const name of [...Object.keys(answers), lesson!.id]) expect(name).toMatch(/^#[0-9a-f]{1,4}$/);
  });

  it('takes neither an empty curve, nor one that is not finite, nor a choice of 16', () => {
    expect(() => encodeResult({ ...typical, curve: [] })).toThrow('invalid curve: empty');
    const infinite = [{ step: 0, reward: 1, kl: Number.POSITIVE_INFINITY }];
    expect(() => encodeResult({ ...typical, curve: infinite })).toThrow(
      'invalid curve: reward 1, KL Infinity',
    );
    expect(() => encodeResult({ ...typical, answers: { exit: 16 } })).toThrow('invalid answer to exit: 16');
  });
});

it('a nickname is short, and turns no line around', () => {
  expect(nicknameOf('  Anna-Katharina B. ')).toBe('Anna-Kathari');
  expect(nicknameOf('‮evil\n\t')).toBe('evil');
});
