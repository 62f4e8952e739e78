// A history with one event of each kind for tests, as small as they come.
import { defaults } from '../../config/presets.ts';
import { stepMetrics } from '../../store/sample_events.ts';
import type { StepMetrics } from '../protocol.ts';
import type { RunHistory } from './run_history.ts';
import { stepColumns } from './step_columns.ts';

const estimate = { mean: 0.5, standardError: 0.1 };
const winRate = { wins: 3, ties: 1, total: 8, rate: 0.375, low: 0.1, high: 0.7 };
const klEstimate = { ...estimate, deviation: 1 };
const point = { gamma: 0.5, kl: 2, reward: 1 };
const response = { tokens: [{ text: 'ab', logRatio: 0.5 }], text: 'ab', reward: 1 };
const tokens = { logPolicy: [-1, -2], logPrior: [-3, -4], logProposal: [-5, Number.NaN] };
const ofRun = { runId: 4 };

const steps: readonly StepMetrics[] = [1, 2].map((step) => ({
  ...stepMetrics(step),
  diagnostics: { logPartition: step === 1 ? Number.NaN : -0.5 },
}));

export const sampleHistory: RunHistory = {
  steps: stepColumns(steps),
  latestStep: steps[1],
  events: [
    { type: 'loaded', ...ofRun, parameterCount: 200, promptCount: 3, rewardModel: 1 },
    { type: 'pace', ...ofRun, evaluationMs: 12.5 },
    { type: 'frontier', ...ofRun, points: [point, { ...point, standardError: 0.2 }], complete: true },
    {
      type: 'microscope',
      ...ofRun,
      microscope: {
        step: 2,
        sampledInRound: 1,
        promptText: 'why?',
        texts: ['ab', 'a'],
        logPrior: [-7, -1],
        logProposal: [-8, -2],
        logPolicy: [-9, -3],
        reward: [1, -0],
        alpha: [0.25, 0.75],
        tokenCount: [2, 2],
        tokens: [tokens, { ...tokens, value: [0, 1], advantage: [1, 0] }],
        pairs: [{ winner: 0, loser: 1 }],
        logPartition: 0.5,
      },
    },
    {
      type: 'view',
      ...ofRun,
      view: {
        step: 2,
        promptIndex: 0,
        seed: 1,
        promptText: 'why?',
        goldText: 'so',
        goldReward: 1,
        prior: response,
        policy: response,
        verdict: 'tie',
      },
    },
    {
      type: 'exact-world',
      ...ofRun,
      world: {
        names: ['a', 'b'],
        logPrior: Float64Array.of(-0.7, -0.7),
        reward: Float64Array.of(0, 1),
        logPosterior: Float64Array.of(-1, -0.5),
        logPartition: 0.3,
        logMeanTarget: Float64Array.of(-1, -0.5),
        frontier: [{ ...point, gamma: Number.POSITIVE_INFINITY }, point],
      },
    },
    {
      type: 'markov-world',
      ...ofRun,
      world: {
        frontier: [point],
        target: point,
        prompts: ['p'],
        symbols: ['x', 'y'],
        prior: [Float32Array.of(0.5, 0.5)],
        posterior: [Float32Array.of(0.25, 0.75)],
      },
    },
    {
      type: 'evaluation',
      ...ofRun,
      evaluation: {
        step: 2,
        round: 1,
        seconds: 0.25,
        samplesDrawn: 8,
        reward: estimate,
        goldReward: estimate,
        kl: estimate,
        entropy: estimate,
        winRate,
        judgeWinRate: { ...winRate, rate: Number.NaN },
        meanLength: 2,
        distinctFraction: 1,
        choices: 4,
      },
    },
    {
      type: 'exact',
      ...ofRun,
      evaluation: {
        step: 2,
        round: 1,
        logPolicy: Float64Array.of(-0.8, -0.6),
        metrics: {
          klPosteriorPolicy: 0.1,
          klPolicyPosterior: Number.POSITIVE_INFINITY,
          klPolicyPrior: 0.2,
          expectedReward: 0.5,
          entropy: 0.6,
          totalVariation: 0.1,
        },
        bestReward: 1,
        rewardShortfall: 0.5,
        selfNormalisedKl: { n: 4, ...estimate },
        reducedPairs: { outcomes: 16, exact: 1, ...estimate },
        milliseconds: 40,
      },
    },
    {
      type: 'markov',
      ...ofRun,
      evaluation: {
        step: 2,
        kl: 0.5,
        reward: 1,
        klPosteriorPolicy: 0.25,
        bestReward: 2,
        klPolicyPosterior: 0.125,
        policy: [Float32Array.of(0.5, 0.5)],
      },
    },
    {
      type: 'kl-report',
      ...ofRun,
      report: {
        step: 2,
        round: 1,
        samples: 8,
        exact: 0.5,
        estimates: { k1: klEstimate, k2: klEstimate, k3: klEstimate },
      },
    },
  ],
  changes: [{ step: 1, from: defaults.strings, to: { ...defaults.strings, gamma: 0.5 } }],
};
