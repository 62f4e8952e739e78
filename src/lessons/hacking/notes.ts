// For the teacher. Numbers are those of the recorded runs, seed 1; a test compares them.
import type { PlanPart, TeacherNote } from '../lesson.ts';

export const hackingNotes: readonly TeacherNote[] = [
  {
    step: 'bet',
    theySay: '“The model knows what is good, so both rise.”',
    answer: 'It knows what one reward model liked. Ask who has seen a careless review there.',
    expect: 'Learned 1.90, true 0.76 at the end (seed 1, 120 steps).',
  },
  {
    step: 'turn',
    theySay: '“They run together, then apart.”',
    answer: 'The first part is honest learning. After the turn only the promise grows.',
    expect: 'The true reward stops rising at about step 60, at 0.89.',
  },
  {
    step: 'ship',
    theySay: '“The last one: highest reward.”',
    answer: 'Without a gold reward you would. That is why people must read samples.',
    expect: 'The last dots differ by more than 1 between promise and truth.',
  },
  {
    step: 'hold',
    theySay: '“A weaker reward gives less.”',
    answer: 'It promises less, and keeps more. Trust is a setting, and too much of it costs.',
    expect: 'True reward 1.07 with gamma 0.1, against 0.76 with gamma 0.01.',
  },
];

/** 45 minutes. */
export const hackingPlan: readonly PlanPart[] = [
  {
    fromMinute: 0,
    toMinute: 6,
    text: 'Tell a story of a measure that became a target: exam scores, clicks. Ask for more.',
  },
  {
    fromMinute: 6,
    toMinute: 10,
    text: 'Step 1: each learner draws a curve and a reason. Then all press Train.',
  },
  {
    fromMinute: 10,
    toMinute: 16,
    text: 'While it trains (about a minute on a CPU): where does a reward model come from?',
  },
  {
    fromMinute: 16,
    toMinute: 24,
    text: 'Step 2: mark the turn alone, compare with a neighbour, then look at the numbers.',
  },
  { fromMinute: 24, toMinute: 32, text: 'Step 3: read samples aloud. What do they overdo?' },
  {
    fromMinute: 32,
    toMinute: 40,
    text: 'Step 4: the second run. Half of the class may keep gamma 0.01 with another seed.',
  },
  { fromMinute: 40, toMinute: 45, text: 'Codes on the class page; the exit question.' },
];
