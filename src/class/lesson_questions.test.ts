import { expect, it } from 'vitest';
import { findResults } from './find_results.ts';
import { learnersSaid, lessonIds, lessonQuestions } from './lesson_questions.ts';
import { madeUpCode } from './made_up_results.ts';

const found = (...more: Parameters<typeof madeUpCode>[1][]) =>
  findResults(more.map((one) => madeUpCode({}, one)).join('\n'), lessonIds).results;

it('every lesson and every question comes back from a code by its name: no two have the same number', () => {
  expect(new Set(lessonIds).size).toBe(lessonIds.length);
  for (const id of lessonQuestions.map((question) => question.id))
    expect(found({ answers: { [id]: 1 } })[0].answers).toEqual({ [id]: 1 });
  for (const id of ['frontier', 'hacking', 'samples', 'bridges'])
    expect(found({ lesson: { id, step: 2 } })[0].lesson).toEqual({ id, step: 2 });
  for (const { options } of lessonQuestions) expect(options.length).toBeLessThanOrEqual(16);
});

it('the reason of a guess counts as an answer', () => {
  const lesson = { id: 'frontier', step: 4 };
  const results = found(
    { lesson, prediction: { reward: 1, kl: 2, why: 2 }, answers: { noise: 1 } },
    { lesson, prediction: { reward: 1, kl: 2 } },
    { prediction: { reward: 1, kl: 2, why: 1 } },
  );
  expect(learnersSaid(results).map(({ answers }) => answers)).toEqual([{ noise: 1, 'bet: why': 2 }, {}, {}]);
});

it('a seat that hands in twice is one learner, whose latest answer counts', () => {
  const results = found(
    { seat: 3, answers: { 'doubling-before': 0, noise: 1 } },
    { seat: 3, answers: { noise: 0, 'doubling-after': 1 } },
    { seat: 4, answers: { noise: 1 } },
  );
  expect(learnersSaid(results).map(({ answers }) => answers)).toEqual([
    { 'doubling-before': 0, noise: 0, 'doubling-after': 1 },
    { noise: 1 },
  ]);
});
