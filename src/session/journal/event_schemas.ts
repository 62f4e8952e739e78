// What a history's events hold. They come from storage or a file, and the page draws them without another look: a list
// that is too short or a figure that is text would end the page, each time it restores the run.
import * as v from 'valibot';
import type { Evaluation } from '../../experiments/run_outcome.ts';
import type {
  ExactEvaluation,
  ExactWorld,
  FrontierPoint,
  KlReport,
  MarkovEvaluation,
  MarkovWorldView,
  Microscope,
  SampleView,
  StepMetrics,
} from '../protocol.ts';

/** Takes what has this shape, and lets fields of other versions through. */
type Shape<Value> = v.GenericSchema<unknown, Value>;

/** Most numbers of a list, letters of a text, and figures of a method. */
const LONGEST = 1 << 16;
export const MOST_FIGURES = 100;

const isNumber = (value: unknown) => typeof value === 'number';
/** NaN and infinities are figures, too. */
export const number = v.custom<number>(isNumber, 'a number');
const text = v.pipe(v.string('text'), v.maxLength(LONGEST, `text of at most ${LONGEST} letters`));
export const truth = v.boolean('true or false');
const numbers = v.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.length <= LONGEST && value.every(isNumber),
  'numbers',
);
const column = v.pipe(
  v.instance(Float64Array, 'a column of numbers'),
  v.maxLength(LONGEST, `at most ${LONGEST} numbers`),
);
const tables = v.pipe(
  v.array(v.pipe(v.instance(Float32Array, 'a table of numbers'), v.maxLength(LONGEST)), 'tables'),
  v.minLength(1, 'one table at least'),
  v.maxLength(LONGEST, `at most ${LONGEST} tables`),
);
export const list = <Item>(item: Shape<Item>) =>
  v.pipe(v.array(item, 'a list'), v.maxLength(LONGEST, `at most ${LONGEST} items`));
const figures = <const Name extends string>(...names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, number])) as Record<Name, typeof number>;
const ofOneLength = (lists: readonly ({ readonly length: number } | undefined)[]) =>
  new Set(lists.flatMap((one) => (one ? [one.length] : []))).size === 1;
const sameLength = 'lists of one length';

const estimate = v.looseObject(figures('mean', 'standardError'));
const winRate = v.looseObject(figures('wins', 'ties', 'total', 'rate', 'low', 'high'));

export const stepMetrics: Shape<StepMetrics> = v.looseObject({
  ...figures('step', 'round', 'loss', 'selfNormalisedKl', 'meanReward', 'essAlpha', 'essBeta'),
  ...figures('gradientNorm', 'skippedSteps', 'stepMs', 'trainedTokensPerSecond', 'sampledTokensPerSecond'),
  ...figures('tensors', 'deviceBytes', 'peakDeviceBytes'),
  clipped: truth,
  applied: truth,
  diagnostics: v.pipe(
    v.record(v.string(), number),
    v.check(
      (named) => Object.keys(named).length <= MOST_FIGURES,
      `at most ${MOST_FIGURES} figures of the method`,
    ),
  ),
});

export const evaluation: Shape<Evaluation> = v.looseObject({
  ...figures('step', 'round', 'seconds', 'samplesDrawn', 'meanLength', 'distinctFraction'),
  reward: estimate,
  goldReward: estimate,
  kl: estimate,
  entropy: estimate,
  winRate,
  judgeWinRate: v.optional(winRate),
  choices: v.optional(number),
});

const frontierPoint: Shape<FrontierPoint> = v.looseObject({
  ...figures('gamma', 'kl', 'reward'),
  standardError: v.optional(number),
});
export const frontierPoints = list(frontierPoint);
const frontierLine = v.pipe(frontierPoints, v.minLength(1, 'one point at least'));

const sampleTokens = v.pipe(
  v.looseObject({
    logPolicy: numbers,
    logPrior: numbers,
    logProposal: numbers,
    value: v.optional(numbers),
    oldValue: v.optional(numbers),
    advantage: v.optional(numbers),
    valueTarget: v.optional(numbers),
  }),
  v.check(
    ({ logPolicy, logPrior, logProposal, value, oldValue, advantage, valueTarget }) =>
      ofOneLength([logPolicy, logPrior, logProposal, value, oldValue, advantage, valueTarget]),
    sameLength,
  ),
);

export const microscope: Shape<Microscope> = v.pipe(
  v.looseObject({
    ...figures('step', 'sampledInRound'),
    promptText: text,
    texts: list(text),
    logPrior: numbers,
    logProposal: numbers,
    logPolicy: numbers,
    reward: numbers,
    alpha: numbers,
    tokenCount: numbers,
    tokens: list(sampleTokens),
    pairs: v.optional(list(v.looseObject(figures('winner', 'loser')))),
    logPartition: v.optional(number),
    klBaseline: v.optional(number),
    rewardBaseline: v.optional(number),
  }),
  v.check(
    ({ texts, logPrior, logProposal, logPolicy, reward, alpha }) =>
      ofOneLength([texts, logPrior, logProposal, logPolicy, reward, alpha]),
    sameLength,
  ),
  v.check(
    ({ texts, tokenCount, tokens }) =>
      [tokenCount, tokens].every(({ length }) => length === 0 || length === texts.length),
    sameLength,
  ),
  v.check(
    ({ texts, pairs = [] }) =>
      pairs.flatMap(({ winner, loser }) => [winner, loser]).every((sample) => sample in texts),
    'pairs of its samples',
  ),
);

const response = v.looseObject({
  tokens: list(v.looseObject({ text, logRatio: number })),
  text,
  reward: number,
});

export const sampleView: Shape<SampleView> = v.looseObject({
  ...figures('step', 'promptIndex', 'seed', 'goldReward'),
  promptText: text,
  goldText: text,
  prior: response,
  policy: response,
  verdict: v.optional(v.picklist(['A', 'B', 'tie'], 'A, B or tie')),
});

export const exactWorld: Shape<ExactWorld> = v.pipe(
  v.looseObject({
    names: list(text),
    logPrior: column,
    reward: column,
    logPosterior: column,
    logPartition: number,
    logMeanTarget: v.optional(column),
    frontier: frontierLine,
  }),
  v.check(
    ({ names, logPrior, reward, logPosterior, logMeanTarget }) =>
      ofOneLength([names, logPrior, reward, logPosterior, logMeanTarget]),
    sameLength,
  ),
);

export const exactEvaluation: Shape<ExactEvaluation> = v.looseObject({
  ...figures('step', 'round', 'bestReward', 'rewardShortfall', 'milliseconds'),
  metrics: v.looseObject({
    ...figures('klPosteriorPolicy', 'klPolicyPosterior', 'klPolicyPrior'),
    ...figures('expectedReward', 'entropy', 'totalVariation'),
  }),
  selfNormalisedKl: v.looseObject(figures('n', 'mean', 'standardError')),
  reducedPairs: v.looseObject(figures('outcomes', 'exact', 'mean', 'standardError')),
  logPolicy: column,
});

export const markovWorld: Shape<MarkovWorldView> = v.pipe(
  v.looseObject({
    frontier: frontierLine,
    target: frontierPoint,
    prompts: list(text),
    symbols: list(text),
    prior: tables,
    posterior: tables,
  }),
  v.check(({ prompts, prior, posterior }) => ofOneLength([prompts, prior, posterior]), sameLength),
  v.check(
    ({ symbols: { length }, prior, posterior }) =>
      length > 0 && [...prior, ...posterior].every((table) => table.length % length === 0),
    'tables of its symbols',
  ),
);

export const markovEvaluation: Shape<MarkovEvaluation> = v.looseObject({
  ...figures('step', 'kl', 'reward', 'klPosteriorPolicy', 'bestReward', 'klPolicyPosterior'),
  policy: tables,
});

const klEstimate = v.looseObject(figures('mean', 'standardError', 'deviation'));

export const klReport: Shape<KlReport> = v.looseObject({
  ...figures('step', 'round', 'samples', 'exact'),
  estimates: v.looseObject({ k1: klEstimate, k2: klEstimate, k3: klEstimate }),
});
