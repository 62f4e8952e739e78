// A run in one line that any channel can carry: `BRAIN1`, Crockford base 32, a full stop. It holds settings as a link does,
// the curve at 12 + 12 bits an evaluation, and what the learner said. A check sum refuses every wrong letter.
import type { RunConfig } from '../config/schema.ts';
import { readUrl, writeUrl } from '../config/url.ts';
import { digest } from '../experiments/run_outcome.ts';
import type { Choice, Prediction } from '../lessons/prediction.ts';
import type { BackendName } from '../session/protocol.ts';
import { ByteReader, ByteWriter } from './byte_stream.ts';
import { crc16 } from './crc16.ts';
import { fromCrockford, toCrockford } from './crockford.ts';
import { type CurvePoint, type ReadCurve, readCurve, writeCurve } from './curve_bytes.ts';

export interface ResultCode {
  readonly config: RunConfig;
  readonly backend: BackendName;
  /** At least one evaluation, by rising step. */
  readonly curve: readonly CurvePoint[];
  /** By enumeration or dynamic programming; otherwise from samples. */
  readonly isExact: boolean;
  /** The settings alone say the whole run: none was changed on the way, and nobody's own data was read. */
  readonly isRepeatable: boolean;
  readonly lesson?: { readonly id: string; readonly step: number };
  /** Number on the desk, 1..255. */
  readonly seat?: number;
  readonly prediction?: Prediction;
  /** The choice, 0..15, by the question's id. */
  readonly answers: Readonly<Record<string, number>>;
  /** At most 12 letters. */
  readonly nickname?: string;
}

export type DecodedResult = ResultCode & ReadCurve;

export const PREFIX = 'BRAIN1';
export const END = '.';
export const LONGEST_NICKNAME = 12;

/** A backend's number in a code stays when others come. */
const BACKENDS: readonly BackendName[] = ['webgpu', 'cpu', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu'];
const FLAGS = {
  exact: 1,
  repeatable: 2,
  lesson: 4,
  seat: 8,
  place: 16,
  curve: 32,
  nickname: 64,
  answers: 128,
} as const;
const NO_REASON = 3;
const QUERY_START = /^\?v=1&?/;
export const WRONG_LETTER = 'a letter of it is wrong or missing';
const CONTROL = /\p{C}/gu;

/** What a code holds of a question's id, 12 bits, and of a lesson's, 16. */
const digitsOf = (id: string, digits: number) => Number.parseInt(digest(id).slice(0, digits), 16);
const questionNumber = (id: string) => digitsOf(id, 3);
const lessonNumber = (id: string) => digitsOf(id, 4);

/** A name that can be shown: short, and without marks that turn a line around. */
export const nicknameOf = (typed: string): string =>
  [...typed.replace(CONTROL, '').trim()].slice(0, LONGEST_NICKNAME).join('').trim();

const isPlace = (prediction: Prediction) => 'kl' in prediction;

function flagsOf({ isExact, isRepeatable, lesson, seat, prediction, nickname, answers }: ResultCode): number {
  const set = [
    isExact && FLAGS.exact,
    isRepeatable && FLAGS.repeatable,
    lesson && FLAGS.lesson,
    seat !== undefined && FLAGS.seat,
    prediction && (isPlace(prediction) ? FLAGS.place : FLAGS.curve),
    nickname && FLAGS.nickname,
    Object.keys(answers).length > 0 && FLAGS.answers,
  ];
  return set.reduce<number>((all, flag) => all | (flag || 0), 0);
}

function writePrediction(to: ByteWriter, prediction: Prediction): void {
  const why = prediction.why ?? NO_REASON;
  if ('curve' in prediction) to.byte((prediction.curve << 2) | why);
  else {
    to.half(prediction.reward);
    to.half(prediction.kl);
    to.byte(why);
  }
}

function readPrediction(from: ByteReader, flags: number): Prediction | undefined {
  const choice = (value: number): Choice => {
    if (value === 0 || value === 1 || value === 2) return value;
    throw new Error(`there is no choice ${value}`);
  };
  const reason = (value: number) => (value === NO_REASON ? {} : { why: choice(value) });
  if (flags & FLAGS.place) {
    const [reward, kl] = [from.half(), from.half()];
    return { reward, kl, ...reason(from.byte()) };
  }
  if (!(flags & FLAGS.curve)) return undefined;
  const byte = from.byte();
  return { curve: choice(byte >> 2), ...reason(byte & 3) };
}

/** Throws where the result does not fit, such as a curve without an evaluation. */
export function encodeResult(result: ResultCode): string {
  const { config, backend, curve, lesson, seat, prediction, answers, nickname } = result;
  const to = new ByteWriter();
  to.byte(flagsOf(result));
  to.byte(BACKENDS.indexOf(backend));
  to.text(writeUrl(config).replace(QUERY_START, ''));
  writeCurve(to, curve);
  if (lesson) {
    to.word(lessonNumber(lesson.id));
    to.byte(lesson.step);
  }
  if (seat !== undefined) to.byte(seat);
  if (prediction) writePrediction(to, prediction);
  if (nickname) to.text(nickname);
  const given = Object.entries(answers);
  if (given.length > 0) to.byte(given.length);
  for (const [question, choice] of given) {
    if (!(Number.isInteger(choice) && choice >= 0 && choice <= 15))
      throw new Error(`invalid answer to ${question}: ${choice} (expected 0..15)`);
    to.word((questionNumber(question) << 4) | choice);
  }
  to.word(crc16(to.written));
  return `${PREFIX}${toCrockford(to.written)}${END}`;
}

/** @param ids of lessons and questions that a code may name; any other is `#` and its number. */
function nameIn(ids: readonly string[], numberOf: (id: string) => number, number: number): string {
  return ids.find((id) => numberOf(id) === number) ?? `#${number.toString(16)}`;
}

function readFields(from: ByteReader, ids: readonly string[]): DecodedResult | string {
  const flags = from.byte();
  const backend = BACKENDS[from.byte()];
  const { config, problems } = readUrl(`?v=1&${from.text()}`);
  if (backend === undefined || problems.length > 0)
    return `it is of another version of this page (${problems[0] ?? 'unknown backend'})`;
  const { curve, rounding } = readCurve(from);
  const lesson =
    flags & FLAGS.lesson ? { id: nameIn(ids, lessonNumber, from.word()), step: from.byte() } : undefined;
  const seat = flags & FLAGS.seat ? from.byte() : undefined;
  const prediction = readPrediction(from, flags);
  const nickname = flags & FLAGS.nickname ? nicknameOf(from.text()) : '';
  const answers: Record<string, number> = {};
  for (let left = flags & FLAGS.answers ? from.byte() : 0; left > 0; left--) {
    const word = from.word();
    answers[nameIn(ids, questionNumber, word >> 4)] = word & 15;
  }
  if (!from.isAtEnd) return 'it has more than this page knows of';
  return {
    ...{ config, backend, curve, rounding, answers },
    isExact: (flags & FLAGS.exact) !== 0,
    isRepeatable: (flags & FLAGS.repeatable) !== 0,
    ...(lesson && { lesson }),
    ...(seat !== undefined && { seat }),
    ...(prediction && { prediction }),
    ...(nickname && { nickname }),
  };
}

/**
 * @param symbols between prefix and full stop, without gaps.
 * @returns the result, or the end of a sentence about what is wrong.
 */
export function decodeSymbols(symbols: string, ids: readonly string[]): DecodedResult | string {
  const bytes = fromCrockford(symbols);
  const [body, sum] = [bytes?.subarray(0, -2), bytes?.subarray(-2)];
  if (!body || sum?.length !== 2 || crc16(body) !== ((sum[0] << 8) | sum[1])) return WRONG_LETTER;
  try {
    return readFields(new ByteReader(body), ids);
  } catch {
    return 'it does not hold a result';
  }
}
