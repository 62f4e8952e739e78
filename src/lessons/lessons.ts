// All lessons by name.
import { bridgesNotes, bridgesPlan } from './bridges/notes.ts';
import { bridgesSteps } from './bridges/steps.ts';
import { frontierNotes, frontierPlan } from './frontier/notes.ts';
import { frontierSteps } from './frontier/steps.ts';
import { hackingNotes, hackingPlan } from './hacking/notes.ts';
import { hackingSteps } from './hacking/steps.ts';
import type { Lesson } from './lesson.ts';
import type { LessonName } from './lesson_names.ts';
import { samplesNotes, samplesPlan } from './samples/notes.ts';
import { samplesSteps } from './samples/steps.ts';

export const lessons: Readonly<Record<LessonName, Lesson>> = {
  frontier: { steps: frontierSteps, notes: frontierNotes, plan: frontierPlan },
  hacking: { steps: hackingSteps, notes: hackingNotes, plan: hackingPlan },
  samples: { steps: samplesSteps, notes: samplesNotes, plan: samplesPlan },
  bridges: { steps: bridgesSteps, notes: bridgesNotes, plan: bridgesPlan },
};
