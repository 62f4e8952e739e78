// For the teacher. Numbers are those of the recorded runs, seed 1; a test compares them.
import type { PlanPart, TeacherNote } from '../lesson.ts';

export const frontierNotes: readonly TeacherNote[] = [
  {
    step: 'judge',
    theySay: '“The short one.” “The one with the facts.”',
    answer: 'Both are tastes. The page shows how often a fixed reward agrees with yours.',
    expect: 'Any agreement of 0 to 3. Chance alone agrees on about half.',
  },
  {
    step: 'learn',
    theySay: '“It knows the words now.”',
    answer: 'It makes them more often. Nothing was copied: it was only told what is better.',
    expect: 'Reward −0.00 → 1.65 at drift 1.06 (seed 1, 150 steps).',
  },
  {
    step: 'cost',
    theySay: '“Just train longer, then.”',
    answer: 'Longer training moves along the line, not above it. The line is exact here.',
    expect: 'The last dots are both the farthest and about the best paid.',
  },
  {
    step: 'bet',
    theySay: '“Three times as greedy, three times the reward.”',
    answer: 'The line bends: each further nat of drift pays less.',
    expect: 'Reward 5.44 at drift 6.91; the exact target has reward 5.57 at drift 6.99.',
  },
  {
    step: 'signs',
    theySay: '“Positive reward goes up, negative goes down.”',
    answer: 'Only the comparison counts. A good answer goes down if it already has more than its share.',
    expect: 'Chance alone marks 2 or 3 of 5 as the model does.',
  },
  {
    step: 'baseline',
    theySay: '“Then it learns faster!”',
    answer: 'Everything goes up, so only differences count, and the noise is larger.',
    expect: 'Beta pushes down more than half of the answers; without it, none goes down.',
  },
  {
    step: 'noise',
    theySay: '“GDC is just worse.”',
    answer: 'At theta 0 it is less noisy, and it has no bias. It pays when the two part.',
    expect: 'GDC 0.125 → 1.57 by closed form; BRAIn stays near 0.2.',
  },
  {
    step: 'race',
    theySay: '“DPO is worse, its dot is lower.”',
    answer: 'It also drifted less. Compare at the same drift, and over several seeds.',
    expect: 'DPO-sft ends with 0.72 at drift 0.42 (seed 1).',
  },
];

/** 45 minutes. */
export const frontierPlan: readonly PlanPart[] = [
  {
    fromMinute: 0,
    toMinute: 5,
    text: 'Be the judge, as a show of hands: step 1 on the projector, then each learner for three pairs.',
  },
  {
    fromMinute: 5,
    toMinute: 9,
    text: 'Step 2 together. Everybody presses Train; read one text before and after.',
  },
  {
    fromMinute: 9,
    toMinute: 13,
    text: 'The bet: ring first, then a reason. Nobody presses Train before the ring stands.',
  },
  {
    fromMinute: 13,
    toMinute: 20,
    text: 'Run by seat: deal gamma over the desks with the dialog “For a class”.',
  },
  {
    fromMinute: 20,
    toMinute: 26,
    text: 'Paste the codes into the class page: median and bands, rings against reality.',
  },
  { fromMinute: 26, toMinute: 34, text: 'Steps 5 and 6 in pairs: five signs, then without the baseline.' },
  {
    fromMinute: 34,
    toMinute: 41,
    text: 'Step 7: everybody drags theta; one learner says at which theta the curves cross.',
  },
  { fromMinute: 41, toMinute: 45, text: 'Step 8: the question from the beginning again, and hand in.' },
];
