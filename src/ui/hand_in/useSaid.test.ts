import { expect, it } from 'vitest';
import { lessons } from '../../lessons/lessons.ts';
import { answersIn } from './useSaid.ts';

it('the latest choice of each question counts, and a mark on an answer is none', () => {
  const answered = (question: string, choice: number) =>
    ({ at: 0, type: 'answered', question, choice }) as const;
  const log = [
    answered('doubling-before', 0),
    answered('noise', 1),
    { at: 0, type: 'moved-theta', to: 0.9 } as const,
    answered('sign 3', 1),
    answered('noise', 0),
  ];
  expect(answersIn(log, lessons.frontier.steps)).toEqual({ 'doubling-before': 0, noise: 0 });
  expect(answersIn(log, [])).toEqual({});
});
