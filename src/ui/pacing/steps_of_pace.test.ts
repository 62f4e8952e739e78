import { expect, it } from 'vitest';
import { FREE_PACE } from '../../class/pace.ts';
import { stepsOfPace } from './steps_of_pace.ts';

const called = { paused: false, goTo: { step: 3, call: 1 }, fresh: 0 };

it('sends a page to a step once for each call, and who comes late to the last one', () => {
  expect(stepsOfPace(undefined, FREE_PACE)).toEqual({ isFresh: false });
  expect(stepsOfPace(undefined, called)).toEqual({ isFresh: false, step: 3 });
  expect(stepsOfPace(FREE_PACE, called)).toEqual({ isFresh: false, step: 3 });
  expect(stepsOfPace(called, { ...called, paused: true })).toEqual({ isFresh: false });
  expect(stepsOfPace(called, { ...called, goTo: { step: 3, call: 2 } })).toEqual({ isFresh: false, step: 3 });
});

it('starts afresh where the count of it has changed while the page was open', () => {
  expect(stepsOfPace(undefined, { paused: false, fresh: 4 })).toEqual({ isFresh: false });
  expect(stepsOfPace(called, { paused: false, fresh: 1 })).toEqual({ isFresh: true });
});
