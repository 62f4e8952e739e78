// A worksheet and its key for a lesson, from one seed: both from the same data, so that they cannot disagree.
import type { LessonName } from '../lesson_names.ts';
import { bridgesSheet } from './bridges_sheet.ts';
import { frontierSheet } from './frontier_sheet.ts';
import { hackingSheet } from './hacking_sheet.ts';
import { type PrintedWorld, printedWorld } from './printed_world.ts';
import { samplesSheet } from './samples_sheet.ts';
import type { Worksheet } from './sheet.ts';

const sheets: Readonly<Record<LessonName, (world: PrintedWorld) => Worksheet>> = {
  frontier: frontierSheet,
  hacking: hackingSheet,
  samples: samplesSheet,
  bridges: bridgesSheet,
};

/** Throws if the seed is out of bounds. */
export const worksheetOf = (lesson: LessonName, seed: number): Worksheet =>
  sheets[lesson](printedWorld(seed));
