import { expect, it } from 'vitest';
import { nextEvaluation, Progress } from './progress.ts';

/** Steps at which evaluations are due. */
function dueSteps(early: boolean, evaluationInterval: number, steps: number): number[] {
  const schedule = { rounds: steps / 4, stepsPerRound: 4, evaluationInterval };
  const progress = new Progress(() => schedule, early);
  const due: number[] = [];
  while (!progress.done) {
    progress.beginRound();
    const row = progress.stepsInARow;
    for (let j = 0; j < row; j++) {
      expect(j > 0 && progress.evaluationIsDue, `step ${progress.step} is due inside a row`).toBe(false);
      progress.countStep();
    }
    if (!progress.evaluationIsDue) continue;
    due.push(progress.step);
    progress.countEvaluation();
  }
  return due;
}

it('is due at every interval and at the end, as the experiments have it', () => {
  expect(dueSteps(false, 10, 32)).toEqual([10, 20, 30, 32]);
});

it('divides the first interval for somebody who watches', () => {
  expect(dueSteps(true, 10, 32)).toEqual([1, 3, 5, 10, 20, 30, 32]);
  expect(dueSteps(true, 20, 24)).toEqual([3, 5, 10, 20, 24]);
  expect(dueSteps(true, 1, 4)).toEqual([1, 2, 3, 4]);
  expect(dueSteps(true, 2, 4)).toEqual([1, 2, 4]);
});

it('finds the next one from any step', () => {
  expect([0, 124, 125, 250, 500, 1000].map((step) => nextEvaluation(step, 1000, true))).toEqual([
    125, 125, 250, 500, 1000, 2000,
  ]);
});
