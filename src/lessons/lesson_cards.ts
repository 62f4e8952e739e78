// The lessons in their order, as the page lists them. Their steps load when one is opened.

interface LessonCard {
  readonly title: string;
  /** What a learner can say afterwards, in one sentence. */
  readonly aim: string;
  /** Working time of a learner. */
  readonly minutes: number;
}

export const lessonCards = {
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
} as const satisfies Readonly<Record<string, LessonCard>>;

export type LessonName = keyof typeof lessonCards;
export const LESSON_NAMES = Object.keys(lessonCards) as readonly LessonName[];

export const isLessonName = (name: string): name is LessonName => Object.hasOwn(lessonCards, name);
