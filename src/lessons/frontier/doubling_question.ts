// The question that is asked before the first run and after the last: what did the lesson change?
import type { ChoiceQuestion } from '../lesson.ts';

export const doublingQuestion = (id: string): ChoiceQuestion => ({
  kind: 'choice',
  id,
  text: 'You allow twice the drift. How much more reward can you get at most?',
  options: ['Twice as much', 'Some more, but less than twice', 'None'],
});
