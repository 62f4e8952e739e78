// A run's curve in three bytes an evaluation: 12 bits of reward, 12 bits of drift. Each of the two has a range in half
// precision, so a value comes back within half of range / 4095.
import { fromHalves, toHalves } from '../formats/half.ts';
import type { ByteReader, ByteWriter } from './byte_stream.ts';

/** The policy at one evaluation. */
export interface CurvePoint {
  readonly step: number;
  readonly reward: number;
  /** KL(policy, prior), nats per response. */
  readonly kl: number;
}

export const LEVELS = 4095;
const MOST_POINTS = 40;
const LARGEST_HALF = 65504;
const NEGATIVE = 0x8000;
/** Of a curve from an untrusted code; 2 kB hold fewer. */
const MOST_READ = 1000;

export interface Range {
  readonly low: number;
  readonly high: number;
}

const halfOf = (bits: number) => fromHalves(Uint16Array.of(bits))[0];

/** The largest half that is at most the value. */
function halfBelow(value: number): number {
  const bits = toHalves([value])[0];
  const nearest = halfOf(bits);
  if (nearest <= value) return nearest;
  return bits === 0 || bits === NEGATIVE
    ? halfOf(NEGATIVE + 1)
    : halfOf(bits & NEGATIVE ? bits + 1 : bits - 1);
}

/** The range in half precision around the values. */
export const rangeOfHalves = (values: readonly number[]): Range => ({
  low: halfBelow(Math.min(...values)),
  high: -halfBelow(-Math.max(...values)),
});

/** Whether a code can hold it: finite, and within half precision. */
export const isWritable = ({ reward, kl }: CurvePoint): boolean =>
  Math.abs(reward) <= LARGEST_HALF && Math.abs(kl) <= LARGEST_HALF;

/** Every second evaluation, and every second of those, until they are few; the last one stays. */
export function thinnedCurve(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  if (curve.length <= MOST_POINTS) return curve;
  return thinnedCurve(curve.filter((_, at) => at % 2 === 0 || at === curve.length - 1));
}

const levelOf = (value: number, { low, high }: Range) =>
  high > low ? Math.round(((value - low) / (high - low)) * LEVELS) : 0;
const atLevel = (level: number, { low, high }: Range) => low + (level / LEVELS) * (high - low);

/** Steps as distances, and equal distances once: `20 x 12, 10 x 1`. */
function distances(curve: readonly CurvePoint[]): { distance: number; times: number }[] {
  const found: { distance: number; times: number }[] = [];
  for (const [at, { step }] of curve.entries()) {
    const distance = at === 0 ? step : step - curve[at - 1].step;
    const last = found.at(-1);
    if (last?.distance === distance && at > 1) last.times++;
    else found.push({ distance, times: 1 });
  }
  return found;
}

/** @param curve at least one evaluation, by rising step. */
export function writeCurve(to: ByteWriter, curve: readonly CurvePoint[]): void {
  const unwritable = curve.find((point) => !isWritable(point));
  if (curve.length === 0 || unwritable)
    throw new Error(
      `invalid curve: ${unwritable ? `reward ${unwritable.reward}, KL ${unwritable.kl}` : 'empty'} (expected finite values within ±${LARGEST_HALF})`,
    );
  const steps = distances(curve);
  to.count(steps.length);
  for (const { distance, times } of steps) {
    to.count(distance);
    to.count(times);
  }
  const ranges = [curve.map(({ reward }) => reward), curve.map(({ kl }) => kl)].map(rangeOfHalves);
  for (const { low, high } of ranges) {
    to.half(low);
    to.half(high);
  }
  for (const { reward, kl } of curve) {
    const [a, b] = [levelOf(reward, ranges[0]), levelOf(kl, ranges[1])];
    to.byte(a >> 4);
    to.byte(((a & 15) << 4) | (b >> 8));
    to.byte(b & 255);
  }
}

export interface ReadCurve {
  readonly curve: readonly CurvePoint[];
  /** What rounding can have changed a value by. */
  readonly rounding: Pick<CurvePoint, 'reward' | 'kl'>;
}

export function readCurve(from: ByteReader): ReadCurve {
  const steps: number[] = [];
  for (let left = from.count(); left > 0; left--) {
    const distance = from.count();
    for (let times = from.count(); times > 0; times--) {
      if (steps.length >= MOST_READ) throw new Error('the curve is too long');
      if (steps.length > 0 && distance === 0) throw new Error('steps do not rise');
      steps.push((steps.at(-1) ?? 0) + distance);
    }
  }
  if (steps.length === 0) throw new Error('the curve is empty');
  const range = (): Range => {
    const [low, high] = [from.half(), from.half()];
    if (high < low) throw new Error('a range is empty');
    return { low, high };
  };
  const [ofReward, ofKl] = [range(), range()];
  const curve = steps.map((step) => {
    const [first, second, third] = [from.byte(), from.byte(), from.byte()];
    const reward = atLevel((first << 4) | (second >> 4), ofReward);
    return { step, reward, kl: atLevel(((second & 15) << 8) | third, ofKl) };
  });
  const halfLevel = ({ low, high }: Range) => (high - low) / LEVELS / 2;
  return { curve, rounding: { reward: halfLevel(ofReward), kl: halfLevel(ofKl) } };
}
