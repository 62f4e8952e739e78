// Results of a class for tests: curves that a formula says, not runs.
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { type FoundResult, findResults } from './find_results.ts';
import { encodeResult, type ResultCode } from './result_code.ts';

/** A curve that rises to a reward and a drift. */
export const risingCurve = (reward: number, kl: number, evaluations = 6): ResultCode['curve'] =>
  Array.from({ length: evaluations }, (_, at) => {
    const share = at / (evaluations - 1);
    return { step: 10 * at, reward: reward * Math.sqrt(share), kl: kl * share };
  });

export function madeUpCode(changes: Partial<RunConfig>, more: Partial<ResultCode> = {}): string {
  const config = { ...presetFor(changes.task ?? 'strings', changes.method ?? 'brain'), ...changes };
  const usual = {
    backend: 'cpu',
    curve: risingCurve(2, 1),
    isExact: true,
    isRepeatable: true,
    answers: {},
  } as const;
  return encodeResult({ config, ...usual, ...more });
}

/** As the class page finds it. */
export const madeUpResult = (changes: Partial<RunConfig>, more: Partial<ResultCode> = {}): FoundResult =>
  findResults(madeUpCode(changes, more)).results[0];
