// What steps ask of the facts, by name.
import type { Evaluation } from '../experiments/run_outcome.ts';
import type { Estimate } from '../math/statistics.ts';
import { betaWeights } from '../objectives/brain.ts';
import type { LearnerEvent } from './learner_event.ts';
import { ofThisStep } from './learner_log.ts';
import type { Facts, LessonRun } from './lesson.ts';
import { isPlace, type PlacePrediction, type Prediction } from './prediction.ts';

/** Two decimals and a true minus sign. */
export const decimals = (value: number, digits = 2): string => {
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
};

/** A share as a whole number of percent. */
export const percent = (share: number): string => `${Math.round(100 * share)} %`;

type OfType<Type extends LearnerEvent['type']> = Extract<LearnerEvent, { readonly type: Type }>;

/** What the learner did of one kind since the step began. */
export const deeds = <Type extends LearnerEvent['type']>({ log }: Facts, type: Type): OfType<Type>[] =>
  ofThisStep(log).filter((event): event is OfType<Type> => event.type === type);

/** The last choice for a question since the step began. */
export const choiceOf = (facts: Facts, question: string): number | undefined =>
  deeds(facts, 'answered').findLast((event) => event.question === question)?.choice;

export const hasPredicted = (facts: Facts, question: string): boolean =>
  deeds(facts, 'predicted').some((event) => event.question === question);

export const lastOf = ({ evaluations }: LessonRun): Evaluation | undefined => evaluations.at(-1);

/** Measurements after the start. */
export const dotsOf = ({ evaluations }: LessonRun): readonly Evaluation[] =>
  evaluations.filter(({ step }) => step > 0);

export const isFinished = ({ config, evaluations }: LessonRun): boolean =>
  (evaluations.at(-1)?.step ?? 0) >= config.rounds * config.stepsPerRound;

/** The latest finished run that passes. */
export const finishedRun = (
  { runs }: Pick<Facts, 'runs'>,
  passes: (run: LessonRun) => boolean,
): LessonRun | undefined => runs.findLast((run) => isFinished(run) && passes(run));

/** The first evaluation with the largest figure. */
export function farthest(
  evaluations: readonly Evaluation[],
  figure: (evaluation: Evaluation) => number,
): Evaluation | undefined {
  return evaluations.reduce<Evaluation | undefined>(
    (best, one) => (best === undefined || figure(one) > figure(best) ? one : best),
    undefined,
  );
}

/** "reward 1.59 at drift 1.03" */
export const placeText = (reward: number, kl: number): string =>
  `reward ${decimals(reward)} at drift ${decimals(kl)}`;

/** A predicted place against the one that came, in words. */
export function placeAnswer(prediction: PlacePrediction, end: Evaluation): string {
  const said = `You said ${placeText(prediction.reward, prediction.kl)}.`;
  const came = `It ended at ${placeText(end.reward.mean, end.kl.mean)}`;
  const drift = comparison(prediction.kl, end.kl);
  const reward = comparison(prediction.reward, end.reward);
  if (drift === undefined && reward === undefined) return `${said} ${came}: about where you put it.`;
  if (drift === undefined)
    return `${said} ${came}: ${reward} reward than you thought, at the drift you said.`;
  if (reward === undefined)
    return `${said} ${came}: ${drift} drift than you thought, for the reward you said.`;
  return `${said} ${came}: ${drift} drift and ${reward} reward than you thought.`;
}

/** A guess within a tenth, or within two standard errors, was right. */
function comparison(guess: number, { mean, standardError }: Estimate): 'more' | 'less' | undefined {
  if (Math.abs(mean - guess) <= Math.max(2 * standardError, 0.1 * Math.abs(mean))) return undefined;
  return mean > guess ? 'more' : 'less';
}

export const placeOf = (prediction: Prediction | undefined): PlacePrediction | undefined =>
  prediction && isPlace(prediction) ? prediction : undefined;

/** Alpha, beta and their difference for the answers of the run's microscope, [n] each. */
export function sharesOf(run: LessonRun | undefined) {
  const group = run?.microscope;
  if (!group) return undefined;
  const beta = betaWeights(group);
  return { group, alpha: group.alpha, beta, push: group.alpha.map((a, i) => a - beta[i]) };
}
