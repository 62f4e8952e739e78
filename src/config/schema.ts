// Every setting of a run: bounds, explanation, source. Tables in the page and the README are generated from this.

import { integer, real, type Setting } from '../settings/setting.ts';
import { TASK_NAMES, type TaskName } from '../tasks/task.ts';
import { methodDefaults } from './method_defaults.ts';
import { type MethodSettings, methodSettings } from './method_settings.ts';
import { METHOD_NAMES, type MethodName } from './methods.ts';

export interface RunConfig extends MethodSettings {
  readonly task: TaskName;
  readonly method: MethodName;
  readonly seed: number;
  readonly rounds: number;
  readonly promptsPerRound: number;
  readonly samplesPerPrompt: number;
  readonly stepsPerRound: number;
  readonly groupsPerBatch: number;
  readonly replayRounds: number;
  readonly gamma: number;
  readonly reward: 'gold' | 'learned';
  readonly goodness: 'bradley-terry' | 'absolute';
  readonly logProbReduction: 'sum' | 'mean';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
  readonly gradientClip: number;
  readonly evaluationInterval: number;
  readonly evaluationPrompts: number;
  readonly evaluationSamples: number;
}
export type SettingKey = keyof RunConfig;

export const settings: Readonly<Record<SettingKey, Setting>> = {
  task: {
    kind: 'choice',
    options: TASK_NAMES,
    label: 'Task',
    group: 'run',
    live: false,
    explanation: 'What the model is asked to write, and what the reward pays for.',
    source: 'Paper, section 6',
  },
  method: {
    kind: 'choice',
    options: METHOD_NAMES,
    label: 'Method',
    group: 'run',
    live: false,
    explanation: 'The rule that turns log-probs and rewards into the coefficients of the update.',
    source: 'Paper, sections 4, 5 and 7',
  },
  seed: {
    ...integer(0, 4294967295),
    label: 'Seed',
    group: 'run',
    live: false,
    explanation:
      'Prompts, samples and batches are drawn from streams of this seed; the same seed gives the same run on one backend.',
    source: 'Ours',
  },
  rounds: {
    ...integer(1, 1000, 'log'),
    symbol: 'e',
    label: 'Rounds',
    unit: 'rounds',
    group: 'algorithm',
    live: true,
    explanation: 'How often new samples are drawn and the proposal is replaced by the policy.',
    source: 'Paper, section 6: e = 40',
  },
  promptsPerRound: {
    ...integer(1, 256, 'log'),
    symbol: 'm',
    label: 'Prompts per round',
    unit: 'prompts',
    group: 'algorithm',
    live: true,
    explanation: 'Prompts drawn from the task in each round.',
    source: 'Paper, Algorithm 1: m',
  },
  samplesPerPrompt: {
    ...integer(2, 128, 'log'),
    symbol: 'n',
    label: 'Samples per prompt',
    unit: 'samples',
    group: 'algorithm',
    live: false,
    explanation:
      'Responses drawn from the proposal for each prompt; alpha and beta are normalised over them.',
    source: 'Paper, section 6: n = 32; it saturates at n = 8 (section 7.5)',
  },
  stepsPerRound: {
    ...integer(1, 1000, 'log'),
    symbol: 'k',
    label: 'Steps per round',
    unit: 'steps',
    group: 'algorithm',
    live: true,
    explanation: 'Gradient steps between two updates of the proposal.',
    source: 'Paper, section 6: k = 250',
  },
  groupsPerBatch: {
    ...integer(1, 32, 'log'),
    label: 'Prompts per batch',
    unit: 'prompts',
    group: 'algorithm',
    live: true,
    explanation: 'Groups (a prompt with its n samples) drawn from the replay for one gradient step.',
    source: 'Paper, section 6: 4 prompts a batch',
  },
  replayRounds: {
    ...integer(0, 1000),
    label: 'Replay window',
    unit: 'rounds',
    group: 'algorithm',
    live: true,
    explanation:
      'Batches are drawn from the last so many rounds; 0 keeps everything, as Algorithm 1 line 12 does.',
    source: 'Paper, Algorithm 1 line 12: all',
  },
  gamma: {
    ...real(0.01, 100),
    symbol: '\\gamma',
    label: 'Goodness temperature',
    unit: 'reward',
    group: 'method',
    live: false,
    explanation:
      'Goodness is exp(r / gamma): a small gamma asks for more reward and lets the posterior move further from the prior.',
    source: 'Paper, eqs. 18-22: gamma = 1',
  },
  reward: {
    kind: 'choice',
    options: ['gold', 'learned'],
    label: 'Training reward',
    group: 'method',
    live: false,
    explanation:
      "The task's gold reward, or a Bradley-Terry reward model that learned it from noisy preferences and can be gamed.",
    source: 'Paper, section 7.1: a learned reward model',
  },
  goodness: {
    kind: 'choice',
    options: ['bradley-terry', 'absolute'],
    label: 'Goodness model',
    group: 'method',
    live: false,
    explanation:
      'Bradley-Terry: goodness is exp(r / gamma). Absolute: the probability sigmoid(r / gamma) that a response is good, which no reward can push beyond 1.',
    source: 'Paper, sections 3 and 5.1.1: Bradley-Terry',
  },
  logProbReduction: {
    kind: 'choice',
    options: ['sum', 'mean'],
    label: 'Sequence log-prob',
    group: 'method',
    live: false,
    explanation:
      'Sum of token log-probs (what the theorems are about) or their mean (what the paper trains with).',
    source: 'Paper, section 6: mean',
  },
  ...methodSettings,
  learningRate: {
    ...real(1e-6, 1),
    symbol: '\\eta',
    label: 'Learning rate',
    group: 'optimiser',
    live: true,
    explanation: 'Step size of AdamW.',
    source: 'Paper, appendix B.2: 1e-5 with LoRA on a 7B model; small models take more',
  },
  beta1: {
    ...real(0, 0.999, 'linear'),
    symbol: '\\beta_1',
    label: 'Adam beta 1',
    group: 'optimiser',
    live: true,
    explanation: 'Decay of the first moment.',
    source: 'Paper, appendix B.2: 0.9',
  },
  beta2: {
    ...real(0, 0.9999, 'linear'),
    symbol: '\\beta_2',
    label: 'Adam beta 2',
    group: 'optimiser',
    live: true,
    explanation: 'Decay of the second moment.',
    source: 'Paper, appendix B.2: 0.95',
  },
  weightDecay: {
    ...real(0, 1, 'linear'),
    label: 'Weight decay',
    group: 'optimiser',
    live: true,
    explanation:
      "Decoupled decay of the weight matrices towards zero; with LoRA the paper's decays only what was added to the prior.",
    source: 'Paper, appendix B.2: 0.1',
  },
  gradientClip: {
    ...real(0, 100, 'linear'),
    label: 'Gradient clip',
    group: 'optimiser',
    live: true,
    explanation: 'Largest gradient norm; 0 switches clipping off.',
    source: 'Ours: 1',
  },
  evaluationInterval: {
    ...integer(1, 10000, 'log'),
    label: 'Evaluate every',
    unit: 'steps',
    group: 'evaluation',
    live: true,
    explanation: 'Gradient steps between two points on the frontier.',
    source: 'Paper, section 6: 1,000 of 10,000 steps',
  },
  evaluationPrompts: {
    ...integer(1, 200, 'log'),
    label: 'Evaluation prompts',
    unit: 'prompts',
    group: 'evaluation',
    live: false,
    explanation: 'Validation prompts behind each point on the frontier; strings has only one.',
    source: 'Ours',
  },
  evaluationSamples: {
    ...integer(1, 2048, 'log'),
    label: 'Samples per evaluation prompt',
    unit: 'samples',
    group: 'evaluation',
    live: false,
    explanation: 'Responses drawn for each evaluation prompt.',
    source: 'Paper, section 7.2: 8',
  },
};

/** The text tasks differ in their words and little else. */
const textDefaults: Omit<RunConfig, 'task'> = {
  method: 'brain',
  seed: 1,
  rounds: 15,
  promptsPerRound: 32,
  samplesPerPrompt: 8,
  stepsPerRound: 8,
  groupsPerBatch: 8,
  replayRounds: 4,
  gamma: 0.1,
  reward: 'gold',
  goodness: 'bradley-terry',
  logProbReduction: 'sum',
  dpoBeta: 0.1,
  ...methodDefaults,
  exponentClip: 20,
  partitionScope: 'prompt',
  gateDivergence: 'kl',
  learningRate: 3e-4,
  beta1: 0.9,
  beta2: 0.95,
  weightDecay: 0.1,
  gradientClip: 1,
  evaluationInterval: 10,
  evaluationPrompts: 64,
  evaluationSamples: 4,
};

/** Defaults of a task, tuned so that the first run visibly works on its shipped prior. */
export const defaults: Readonly<Record<TaskName, RunConfig>> = {
  strings: {
    task: 'strings',
    method: 'brain',
    seed: 1,
    rounds: 20,
    promptsPerRound: 8,
    samplesPerPrompt: 32,
    stepsPerRound: 25,
    groupsPerBatch: 4,
    replayRounds: 4,
    gamma: 1,
    reward: 'gold',
    goodness: 'bradley-terry',
    logProbReduction: 'sum',
    dpoBeta: 1,
    ...methodDefaults,
    exponentClip: 20,
    partitionScope: 'prompt',
    gateDivergence: 'kl',
    learningRate: 2e-3,
    beta1: 0.9,
    beta2: 0.95,
    weightDecay: 0.1,
    gradientClip: 1,
    evaluationInterval: 20,
    evaluationPrompts: 1,
    evaluationSamples: 2048,
  },
  tldr: { task: 'tldr', ...textDefaults },
  dialog: { task: 'dialog', ...textDefaults },
  sentiment: { task: 'sentiment', ...textDefaults },
};
