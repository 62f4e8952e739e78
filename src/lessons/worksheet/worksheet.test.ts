// The key, recomputed from the printed table alone by other ways than the worksheet's.
import { describe, expect, it } from 'vitest';
import { LESSON_NAMES } from '../lesson_names.ts';
import { learnedReward } from './hacking_sheet.ts';
import { mostReward, parseSeed, printedWorld } from './printed_world.ts';
import { worksheetOf } from './worksheet.ts';

const SEEDS = [0, 1, 7, 42, 4_294_967_295];
const numbersIn = (text: string) =>
  [...text.replaceAll('−', '-').matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number));

/** From the page's table: shares as parts of one, rewards. */
function tableOf(seed: number) {
  const { rows } = worksheetOf('frontier', seed);
  const column = (i: number) => rows.map((row) => numbersIn(row[i])[0]);
  return { p: column(1).map((x) => x / 100), q: column(2).map((x) => x / 100), r: column(3) };
}

const total = (values: readonly number[]) => values.reduce((a, b) => a + b);
function tilt(p: readonly number[], r: readonly number[], gamma: number): number[] {
  const weights = p.map((share, i) => share * Math.exp(r[i] / gamma));
  return weights.map((weight) => weight / total(weights));
}
const dot = (a: readonly number[], b: readonly number[]) => total(a.map((x, i) => x * b[i]));
const kl = (a: readonly number[], b: readonly number[]) => total(a.map((x, i) => x * Math.log(x / b[i])));

describe.each(SEEDS)('with seed %i', (seed) => {
  const { p, q, r } = tableOf(seed);
  const answers = worksheetOf('frontier', seed).questions.map(({ answer }) => answer);

  it('both columns of shares sum to one, and none is empty', () => {
    for (const shares of [p, q]) {
      expect(total(shares)).toBeCloseTo(1, 12);
      expect(Math.min(...shares)).toBeGreaterThan(0);
    }
  });

  it('the key of the frontier follows from the printed numbers', () => {
    expect(numbersIn(answers[1])[0]).toBeCloseTo(dot(p, r), 2);
    const target = tilt(p, r, 1);
    expect(numbersIn(answers[2])).toEqual(target.map((share) => Math.round(100 * share)));
    expect(numbersIn(answers[3])[0]).toBeCloseTo(dot(target, r), 1);
    expect(numbersIn(answers[3])[1]).toBeCloseTo(kl(target, p), 1);
    const pushes = answers[5].match(/[+−]?\d\.\d\d \((up|down|rests)\)/g)!;
    pushes.forEach((push, i) => {
      const expected = target[i] - q[i];
      if (Math.abs(expected) > 0.005) expect(push).toContain(expected > 0 ? 'up' : 'down');
    });
  });

  it('no distribution on a fine grid within the budget has more reward than the key says', () => {
    const world = printedWorld(seed);
    const most = mostReward(world, 0.5);
    let best = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < 8; t += 0.001) {
      const shares = tilt(p, r, 1 / Math.max(t, 1e-9));
      if (kl(shares, p) <= 0.5) best = Math.max(best, dot(shares, r));
    }
    expect(most).toBeGreaterThanOrEqual(best - 1e-9);
    expect(most).toBeCloseTo(best, 2);
  });

  it('the learned reward overrates the worst answer alone, and the key shows the price', () => {
    const world = printedWorld(seed);
    const learned = learnedReward(world);
    const wrong = learned.flatMap((value, i) => (value === world.reward[i] ? [] : [i]));
    expect(wrong).toEqual([world.reward.indexOf(Math.min(...world.reward))]);
    const [, , atOne] = worksheetOf('hacking', seed).questions;
    const target = tilt(p, learned, 1);
    expect(numbersIn(atOne.answer)[0]).toBeCloseTo(dot(target, learned), 1);
    expect(numbersIn(atOne.answer)[1]).toBeCloseTo(dot(target, r), 1);
  });

  it('the chance to see the best answer is that of repeated draws', () => {
    const [, needed] = worksheetOf('samples', seed).questions;
    const n = numbersIn(needed.answer)[0];
    const miss = 1 - p[r.indexOf(Math.max(...r))];
    expect(miss ** n).toBeLessThanOrEqual(0.1 + 1e-12);
    expect(miss ** (n - 1)).toBeGreaterThan(0.1);
  });

  it('no key has a number that is none', () => {
    for (const lesson of LESSON_NAMES)
      for (const { answer, text } of worksheetOf(lesson, seed).questions)
        expect(`${text} ${answer}`).not.toMatch(/NaN|undefined|Infinity/);
  });
});

it('another seed is another table', () => {
  const tables = SEEDS.map((seed) => JSON.stringify(worksheetOf('frontier', seed).rows));
  expect(new Set(tables).size).toBe(SEEDS.length);
});

it('takes only seeds', () => {
  expect(parseSeed('7')).toBe(7);
  for (const text of ['', '-1', '1.5', 'x', '4294967296']) expect(parseSeed(text)).toBeUndefined();
  expect(() => worksheetOf('frontier', -1)).toThrow(/invalid seed/);
});
