// What a learner expects of a run before it starts: a place on the frontier, or one of three drawn curves, and why. It is
// kept beside the run, and answered with the run's own numbers.
import * as v from 'valibot';

/** The number of a curve or a reason, in the order in which the question lists them. */
export type Choice = 0 | 1 | 2;

/** Where the run will end: mean reward, and drift in nats. */
export interface PlacePrediction {
  readonly reward: number;
  readonly kl: number;
  readonly why?: Choice;
}

interface CurvePrediction {
  readonly curve: Choice;
  readonly why?: Choice;
}

export type Prediction = PlacePrediction | CurvePrediction;

export const isPlace = (prediction: Prediction): prediction is PlacePrediction => 'kl' in prediction;

const choiceSchema = v.picklist([0, 1, 2]);
const finite = v.pipe(v.number(), v.finite());
const why = v.optional(choiceSchema);

/** Of a prediction from storage. */
export const predictionSchema = v.union([
  v.object({ reward: finite, kl: v.pipe(finite, v.minValue(0)), why }),
  v.object({ curve: choiceSchema, why }),
]);
