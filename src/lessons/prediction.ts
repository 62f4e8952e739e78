// What a learner expects of a run before it starts: a place on the frontier, or one of three drawn curves, and why. It is
// kept beside the run, and answered with the run's own numbers.

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
