// For the teacher. Numbers are those of the recorded runs, seed 1; a test compares them.
import type { PlanPart, TeacherNote } from '../lesson.ts';

export const samplesNotes: readonly TeacherNote[] = [
  {
    step: 'guess',
    theySay: '“More is always better.”',
    answer: 'Collect all three curves on the board, with the number of hands for each.',
    expect: 'The paper’s curve flattens at n = 8.',
  },
  {
    step: 'seat',
    theySay: '“Mine is bad.”',
    answer: 'One point says little. Which n did your neighbour have?',
    expect: 'With n 8: reward 1.35 at drift 0.89 (seed 1, 150 steps).',
  },
  {
    step: 'other',
    theySay: '“Two answers tell it nothing.”',
    answer: 'They tell it something: which of two is better. That is what DPO uses.',
    expect: 'With n 2: reward 0.33 at drift 0.44 (seed 1).',
  },
  {
    step: 'sure',
    theySay: '“We have proved it.”',
    answer: 'You compared two values with one seed. The class has thirty runs; look at the bands.',
    expect: 'The paper: saturates at n = 8 (Figure 4). One seed a seat cannot show it; the class can.',
  },
];

/** 45 minutes. */
export const samplesPlan: readonly PlanPart[] = [
  { fromMinute: 0, toMinute: 5, text: 'Step 1: everybody guesses; count hands for each curve.' },
  {
    fromMinute: 5,
    toMinute: 8,
    text: 'Seats: deal n over the desks, for example samplesPerPrompt:2,4,8,16,32.',
  },
  { fromMinute: 8, toMinute: 18, text: 'Step 2: draw, lock, run.' },
  { fromMinute: 18, toMinute: 24, text: 'Step 3: the other end of the curve.' },
  {
    fromMinute: 24,
    toMinute: 36,
    text: 'Codes on the class page: the median over n with its band. Whose curve came?',
  },
  { fromMinute: 36, toMinute: 41, text: 'What would one more row of desks decide? Read it from the page.' },
  { fromMinute: 41, toMinute: 45, text: 'Step 4: what may you claim? Exit question, code again.' },
];
