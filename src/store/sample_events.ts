// Worker events for the store's tests, made from distinct plain values without training.
import type { Evaluation } from '../experiments/run_outcome.ts';
import type { StepMetrics, WorkerEvent } from '../session/protocol.ts';

export const stepMetrics = (step: number): StepMetrics => ({
  step,
  round: Math.ceil(step / 10),
  loss: 1 / step,
  selfNormalisedKl: 2 / step,
  meanReward: step / 100,
  essAlpha: 3,
  essBeta: 7,
  gradientNorm: 0.5,
  clipped: false,
  applied: true,
  skippedSteps: 0,
  stepMs: 12,
  trainedTokensPerSecond: 5000,
  sampledTokensPerSecond: 800,
  tensors: 40,
  deviceBytes: 20_000_000,
  peakDeviceBytes: 21_000_000,
  diagnostics: {},
});

const evaluation = (step: number): Evaluation => ({
  step,
  round: Math.ceil(step / 10),
  seconds: step / 10,
  samplesDrawn: 32 * step,
  reward: { mean: step / 50, standardError: 0.01 },
  goldReward: { mean: step / 60, standardError: 0.01 },
  kl: { mean: step / 20, standardError: 0.02 },
  entropy: { mean: 5, standardError: 0.1 },
  winRate: { wins: 30, ties: 2, total: 100, rate: 0.3, low: 0.22, high: 0.4 },
  judgeWinRate: { wins: 28, ties: 2, total: 100, rate: 0.28, low: 0.2, high: 0.38 },
  meanLength: 4,
  distinctFraction: 0.8,
});

export const stepEvent = (runId: number, step: number): WorkerEvent => ({
  type: 'step',
  runId,
  metrics: stepMetrics(step),
});

export const evaluationEvent = (runId: number, step: number): WorkerEvent => ({
  type: 'evaluation',
  runId,
  evaluation: evaluation(step),
});

export const markovEvent = (runId: number, step: number, policy: readonly Float32Array[]): WorkerEvent => ({
  type: 'markov',
  runId,
  evaluation: {
    step,
    kl: 0,
    reward: 0,
    bestReward: 0,
    klPosteriorPolicy: 1,
    klPolicyPosterior: 1,
    policy,
  },
});

export const exactEvent = (runId: number, step: number, logPolicy: Float64Array): WorkerEvent => ({
  type: 'exact',
  runId,
  evaluation: {
    step,
    round: Math.ceil(step / 10),
    logPolicy,
    metrics: {
      klPosteriorPolicy: 1,
      klPolicyPosterior: 1,
      klPolicyPrior: 0,
      expectedReward: 0,
      entropy: 5,
      totalVariation: 0.5,
    },
    bestReward: 0,
    rewardShortfall: 0,
    selfNormalisedKl: { n: 32, mean: 1, standardError: 0.1 },
    reducedPairs: { outcomes: 16, exact: 1, mean: 1, standardError: 0.1 },
    milliseconds: 40,
  },
});
