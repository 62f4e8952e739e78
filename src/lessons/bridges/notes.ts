// For the teacher. Numbers are those of the recorded runs, seed 1; a test compares them.
import type { PlanPart, TeacherNote } from '../lesson.ts';

export const bridgesNotes: readonly TeacherNote[] = [
  {
    step: 'answers',
    theySay: '“Why are so many equal?”',
    answer: 'The starting model repeats itself. Equal answers get equal pushes.',
    expect: '32 answers, rewards from about −1.4 to 3.',
  },
  {
    step: 'softmax',
    theySay: '“The winner should win.”',
    answer: 'A narrow win is weak evidence. Softmax says how weak.',
    expect: 'Nearly half each where two rewards are close.',
  },
  {
    step: 'many',
    theySay: '“It is only more data.”',
    answer: 'It is also another question: who is good among all, not who beat one other.',
    expect: 'A handful of 32 counts: the effective number of answers.',
  },
  {
    step: 'proposal',
    theySay: '“Then it chases its own tail.”',
    answer: 'Alpha corrects for who drew the answers. The target stays where it is.',
    expect: 'The pushes of BRAIn sum to 0.00.',
  },
  {
    step: 'baseline',
    theySay: '“It makes it learn less.”',
    answer: 'On average it adds nothing. It only takes noise away, most when policy and proposal are close.',
    expect: 'GDC pushes none down; GDC++ and BRAIn push down more than half.',
  },
  {
    step: 'far-end',
    theySay: '“It was nearly there after one round.”',
    answer: 'Watch the dots: the early ones move most. Why do later ones crowd?',
    expect: 'BRAIn ends with reward 1.65 at drift 1.06 (seed 1, 150 steps).',
  },
  {
    step: 'meet',
    theySay: '“So BRAIn is best?”',
    answer: 'It is what you get if you lift all restrictions. Whether that pays is measured.',
    expect: 'DPO-sft ends with reward 0.72 at drift 0.42 (seed 1): less far, not below.',
  },
];

/** 45 minutes. */
export const bridgesPlan: readonly PlanPart[] = [
  {
    fromMinute: 0,
    toMinute: 6,
    text: 'Ask what the class knows of DPO. Write its two answers and one winner on the board.',
  },
  { fromMinute: 6, toMinute: 10, text: 'Step 1: one step of BRAIn, so that everybody has answers to weigh.' },
  {
    fromMinute: 10,
    toMinute: 24,
    text: 'The first bridge, steps 2 to 4, in pairs: say what changed before looking at the bars.',
  },
  { fromMinute: 24, toMinute: 32, text: 'The second bridge, step 5. Show the Variance page for a minute.' },
  { fromMinute: 32, toMinute: 41, text: 'Steps 6 and 7: two runs, compared at the same drift.' },
  { fromMinute: 41, toMinute: 45, text: 'The exit question; hand in.' },
];
