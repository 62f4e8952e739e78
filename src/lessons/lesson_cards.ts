// How the page lists the lessons.
import type { LessonName } from './lesson_names.ts';

interface LessonCard {
  readonly title: string;
  /** What a learner can say afterwards, in one sentence. */
  readonly aim: string;
  /** Working time of a learner. */
  readonly minutes: number;
}

export const lessonCards: Readonly<Record<LessonName, LessonCard>> = {
  frontier: {
    title: 'Better, but not too far',
    aim: 'More reward costs drift. There is a best line, and some methods come closer to it than others.',
    minutes: 10,
  },
  hacking: {
    title: 'Cheat the reward',
    aim: 'A learned reward keeps rising after what it stands for has stopped.',
    minutes: 12,
  },
  samples: {
    title: 'Does n matter?',
    aim: 'Comparing more answers helps, up to a point. One run does not show where.',
    minutes: 10,
  },
  bridges: {
    title: 'From DPO and GDC to BRAIn',
    aim: 'Two known methods and BRAIn differ in a few terms. Each term does one thing.',
    minutes: 12,
  },
};
