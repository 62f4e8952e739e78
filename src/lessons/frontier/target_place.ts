// Where the target of a run lies on the frontier, exactly, where its outcomes can be enumerated.
import { expectation, kl } from '../../exact/divergence.ts';
import type { LessonRun } from '../lesson.ts';
import type { PlacePrediction } from '../prediction.ts';

export function targetPlace({ exactWorld }: LessonRun): Pick<PlacePrediction, 'reward' | 'kl'> | undefined {
  if (!exactWorld) return undefined;
  const { logPosterior, logPrior, reward } = exactWorld;
  return { reward: expectation(logPosterior, reward), kl: kl(logPosterior, logPrior) };
}
