// A lesson as data: steps that say what to do, show what is needed, and check what the learner did. `done` and `reply` are
// pure functions of the runs and of the learner's log.
import type { PanelId } from '../config/class_link.ts';
import type { RunConfig } from '../config/schema.ts';
import type { Evaluation } from '../experiments/run_outcome.ts';
import type { ExactWorld, FrontierPoint, Microscope } from '../session/protocol.ts';
import type { LearnerEvent } from './learner_event.ts';
import type { Prediction } from './prediction.ts';

/** What a lesson reads of a run. */
export interface LessonRun {
  readonly id: number;
  readonly config: RunConfig;
  readonly evaluations: readonly Evaluation[];
  readonly bestFrontier: readonly FrontierPoint[];
  readonly exactWorld?: ExactWorld;
  readonly microscope?: Microscope;
}

export interface Facts {
  /** Oldest first. */
  readonly runs: readonly LessonRun[];
  readonly current?: LessonRun;
  /** By the id of the run that each was made for. */
  readonly predictions: Readonly<Record<number, Prediction>>;
  /** Of the whole lesson. */
  readonly log: readonly LearnerEvent[];
}

/** One control that the page marks. */
type TargetId =
  | 'main-button'
  | 'step-button'
  | 'chart'
  | 'weigh-with'
  | 'bridges'
  | 'theta'
  | 'settings'
  | 'lesson';

type Three<T> = readonly [T, T, T];

export interface ChoiceQuestion {
  readonly kind: 'choice';
  readonly id: string;
  readonly text: string;
  readonly options: readonly string[];
}

/** Asked before a run; Play locks the answer. */
export interface PredictionQuestion {
  readonly kind: 'prediction';
  readonly id: string;
  readonly text: string;
  readonly form: 'place' | 'curve';
  /** In words, for three curves; their sketches are drawn from `heights`. */
  readonly curves?: Three<{ readonly text: string; readonly heights: readonly number[] }>;
  readonly why: Three<string>;
}

export type Question =
  | ChoiceQuestion
  | PredictionQuestion
  /** Pairs of answers to judge. */
  | { readonly kind: 'pairs'; readonly count: number }
  /** Answers of the microscope: pushed up or down? */
  | { readonly kind: 'signs'; readonly count: number }
  /** A dot of the chart. */
  | { readonly kind: 'dot'; readonly text: string };

/** What a step shows beside panels of the stage: another page, or the way to hand in. */
export type ShownPart = PanelId | 'variance' | 'hand-in' | 'everything';

export interface LessonStep {
  readonly id: string;
  readonly title: string;
  /** At most 45 words. */
  readonly body: string;
  /** Applied by "Set it up for me". */
  readonly setup?: Partial<RunConfig>;
  /** `setup` in words. */
  readonly setupWords?: string;
  /** Everything else is folded. */
  readonly show: readonly ShownPart[];
  readonly point?: TargetId;
  readonly ask?: readonly Question[];
  /** A recorded run with the settings of `setup`, where a run here is slow. */
  readonly recorded?: string;
  readonly done: (facts: Facts) => boolean;
  /** With the learner's own numbers. It is asked only where `done` is true. */
  readonly reply: (facts: Facts) => string;
  readonly hint: { readonly afterSeconds: number; readonly text: string };
}

/** For the teacher: what they will say, what to answer, and the number to expect. */
export interface TeacherNote {
  /** Id of the step. */
  readonly step: string;
  readonly theySay: string;
  readonly answer: string;
  readonly expect: string;
}

/** A part of the 45 minutes. */
export interface PlanPart {
  /** From the begin of the lesson. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly text: string;
}

export interface Lesson {
  readonly steps: readonly LessonStep[];
  readonly notes: readonly TeacherNote[];
  readonly plan: readonly PlanPart[];
}
