import { expect, it } from 'vitest';
import { lessons } from '../../lessons/lessons.ts';
import { type LessonsView, lessonsHash, readLessonsHash } from './lessons_view.ts';
import { foldedParts } from './step_view.ts';

it.each<LessonsView>([
  { type: 'list' },
  { type: 'notes', lesson: 'hacking' },
  { type: 'worksheet', lesson: 'samples', seed: 12, withKey: false },
  { type: 'worksheet', lesson: 'frontier', seed: 0, withKey: true },
])('comes back from the hash: %o', (view) => {
  expect(readLessonsHash(lessonsHash(view))).toEqual(view);
});

it('shows the list, or the first table, for what it cannot read', () => {
  expect(readLessonsHash('#lessons?notes=alchemy')).toEqual({ type: 'list' });
  expect(readLessonsHash('#lessons?worksheet=frontier&seed=-3')).toMatchObject({ seed: 7 });
});

it('folds what a step does without, and nothing at the end', () => {
  const [judge, learn, , , , baseline] = lessons.frontier.steps;
  expect(foldedParts(judge)).toBe('text chart settings runs look-inside');
  expect(foldedParts(learn)).toBe('settings runs look-inside');
  expect(foldedParts(baseline)).toBe('text chart settings runs');
  for (const { steps } of Object.values(lessons)) expect(foldedParts(steps.at(-1)!)).toBe('');
});
