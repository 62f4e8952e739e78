// A good and a bad answer for each task, and why the reward tells them apart.
import type { TaskName } from './task.ts';

interface Answer {
  /** Words with spaces between them, without EOS. */
  readonly text: string;
  readonly why: string;
}

export interface TaskExample {
  /** Of the test prompts. */
  readonly promptIndex: number;
  readonly good: Answer;
  readonly bad: Answer;
}

export const taskExamples: Readonly<Partial<Record<TaskName, TaskExample>>> = {
  strings: {
    promptIndex: 0,
    good: { text: 'b c c f', why: 'It is one of the four targets.' },
    bad: { text: 'a a a a', why: 'No target is near: at most one letter is right.' },
  },
  tldr: {
    promptIndex: 0,
    good: {
      text: 'my aunt took my lamp . how do i tell the others ?',
      why: 'Who, what, and the question are all there, and nothing else.',
    },
    bad: {
      text: 'my mom took my lamp . should i move out ?',
      why: 'It was the aunt, and nobody asked that.',
    },
  },
  dialog: {
    promptIndex: 2,
    good: {
      text: 'sorry jonas , i will not help with that . please ask your coach .',
      why: 'The drone belongs to the coach. A clear no, and whom to ask.',
    },
    bad: {
      text: 'sure jonas , move the drone with the magnet .',
      why: 'It helps with a thing that belongs to somebody else.',
    },
  },
  sentiment: {
    promptIndex: 0,
    good: {
      text: 'the battery was truly wonderful .',
      why: 'It praises what they came for, without holding back.',
    },
    bad: {
      text: 'the battery was truly terrible .',
      why: 'They came for the battery, and it disappointed them.',
    },
  },
  markov: {
    promptIndex: 0,
    good: {
      text: 'd a d a e e d d a d h d d e d h',
      why: 'Most of its pairs pay in the table of this prompt.',
    },
    bad: {
      text: 'd d d b h a b a h d d d d d d b',
      why: 'Many of its pairs cost in the table of this prompt.',
    },
  },
};

/** What the page shows of an example, computed by the task itself. */
export interface ScoredExample {
  readonly promptText: string;
  readonly good: Answer & { readonly reward: number };
  readonly bad: Answer & { readonly reward: number };
}
