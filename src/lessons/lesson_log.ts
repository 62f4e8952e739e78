// A lesson as it was walked, event by event: tests replay it, and stop one event earlier. Dots are those of recorded runs.
import { readUrl } from '../config/url.ts';
import type { Evaluation } from '../experiments/run_outcome.ts';
import type { Microscope } from '../session/protocol.ts';
import type { Deed, LearnerEvent } from './learner_event.ts';
import type { Facts, LessonRun } from './lesson.ts';
import type { Prediction } from './prediction.ts';

/** The part of a recorded run that a lesson's checks read. */
interface RecordedDots {
  readonly settings: string;
  readonly dots: readonly {
    readonly step: number;
    readonly kl: number;
    readonly reward: number;
    readonly goldReward?: number;
  }[];
}

export type LoggedEvent =
  | { readonly type: 'did'; readonly deed: Deed }
  /** A run starts and is measured; a prediction that was made for it is locked. */
  | { readonly type: 'started'; readonly run: RecordedDots; readonly prediction?: Prediction }
  /** The current run is measured again. */
  | { readonly type: 'dot' }
  | { readonly type: 'weighed'; readonly microscope: Microscope };

/** All dots of a run, the first of them at its start. */
export const wholeRun = (run: RecordedDots, prediction?: Prediction): LoggedEvent[] => [
  { type: 'started', run, prediction },
  ...run.dots.slice(1).map((): LoggedEvent => ({ type: 'dot' })),
];

export const did = (...deeds: Deed[]): LoggedEvent[] => deeds.map((deed) => ({ type: 'did', deed }));

/** About that of the real tests. */
const ERROR = 0.05;
const UNKNOWN = { wins: 0, ties: 0, total: 0, rate: Number.NaN, low: 0, high: 1 };

function evaluationOf({ step, kl, reward, goldReward = reward }: RecordedDots['dots'][number]): Evaluation {
  const estimate = (mean: number) => ({ mean, standardError: ERROR });
  return {
    ...{ step, round: 1, seconds: step, samplesDrawn: step * 100 },
    ...{ reward: estimate(reward), goldReward: estimate(goldReward), kl: estimate(kl) },
    entropy: estimate(1),
    ...{ winRate: UNKNOWN, judgeWinRate: UNKNOWN },
    meanLength: 4,
    distinctFraction: 1,
  };
}

/** The facts after these events. */
export function factsAfter(events: readonly LoggedEvent[]): Facts {
  let runs: readonly LessonRun[] = [];
  let predictions: Facts['predictions'] = {};
  let recorded: RecordedDots | undefined;
  const log: LearnerEvent[] = [];
  const change = (part: Partial<LessonRun>) => {
    runs = [...runs.slice(0, -1), { ...runs[runs.length - 1], ...part }];
  };
  for (const [at, event] of events.entries()) {
    if (event.type === 'did') log.push({ ...event.deed, at } as LearnerEvent);
    else if (event.type === 'weighed') change({ microscope: event.microscope });
    else if (event.type === 'dot') {
      const { evaluations } = runs[runs.length - 1];
      change({ evaluations: [...evaluations, evaluationOf(recorded!.dots[evaluations.length])] });
    } else {
      recorded = event.run;
      const id = runs.length + 1;
      const { config } = readUrl(recorded.settings);
      runs = [...runs, { id, config, evaluations: [evaluationOf(recorded.dots[0])], bestFrontier: [] }];
      if (event.prediction) predictions = { ...predictions, [id]: event.prediction };
    }
  }
  return { runs, current: runs.at(-1), predictions, log };
}
