// The settings that a run starts from. A task replaces some defaults, a method replaces some more. A search with the same
// budget for every method found the latter (bench/search/ holds every trial).
import type { MethodName } from '../objectives/index.ts';
import { TASK_NAMES, type TaskName } from '../tasks/task.ts';
import { type RunConfig, settings } from './schema.ts';

type Preset = Readonly<Partial<Omit<RunConfig, 'task' | 'method' | 'seed'>>>;

/** The settings' defaults fit the text tasks. */
const taskPresets: Readonly<Partial<Record<TaskName, Preset>>> = {
  strings: {
    rounds: 10,
    promptsPerRound: 8,
    samplesPerPrompt: 32,
    stepsPerRound: 25,
    groupsPerBatch: 4,
    gamma: 1,
    dpoBeta: 1,
    proximalWeight: 0,
    learningRate: 2e-3,
    evaluationInterval: 20,
    evaluationPrompts: 1,
    evaluationSamples: 2048,
  },
  // The paper's own schedule (section 6), in full.
  markov: {
    rounds: 40,
    promptsPerRound: 16,
    samplesPerPrompt: 32,
    stepsPerRound: 250,
    groupsPerBatch: 4,
    replayRounds: 0,
    gamma: 1,
    dpoBeta: 1,
    proximalWeight: 0,
    logProbReduction: 'mean',
    weightDecay: 0,
    evaluationInterval: 1000,
    evaluationPrompts: 192,
    evaluationSamples: 4,
  },
  // For a small model on two cores: adapters, and few prompts.
  own: {
    rounds: 20,
    promptsPerRound: 8,
    stepsPerRound: 8,
    groupsPerBatch: 2,
    gamma: 0.5,
    proximalWeight: 0.5,
    learningRate: 1e-3,
    loraRank: 8,
    evaluationPrompts: 16,
    evaluationInterval: 8,
  },
};

/** What a method needs instead on a task. */
export const presets: Readonly<Partial<Record<TaskName, Readonly<Partial<Record<MethodName, Preset>>>>>> = {
  strings: {
    'brain-without-baseline': { learningRate: 0.0018 },
    gdc: { gateDivergence: 'tv', learningRate: 0.00089 },
    'dpo-sft-iw-n': { learningRate: 0.0025 },
    dpo: { dpoBeta: 2.9, learningRate: 0.00073 },
    'dpo-sft': { dpoBeta: 7, learningRate: 0.0015 },
    rso: {
      rsoLoss: 'hinge-norm',
      rsoBeta: 1.9,
      rsoGamma: 2.3,
      rsoPairing: 'tournament',
      learningRate: 0.0024,
    },
    ipo: { ipoTau: 0.21, learningRate: 0.00081 },
    kto: { ktoBeta: 1.7, learningRate: 0.00078 },
    'reward-conditioning': { replayRounds: 0, conditionBins: 3, conditionKl: 2.3, learningRate: 0.0012 },
    ppo: { klCoefficient: 1.2, valueCoefficient: 0.99 },
    grpo: { grpoKlCoefficient: 0.86, learningRate: 0.00092 },
  },
  tldr: {
    'dpo-sft-iw-n': { learningRate: 0.00037 },
    dpo: { dpoBeta: 3, learningRate: 0.0003 },
    rso: { rsoGamma: 3, learningRate: 0.0002 },
    slic: { slicDelta: 1.2, slicLambda: 0.69, learningRate: 0.00028 },
    kto: { ktoBeta: 1.7, learningRate: 0.00012 },
    'reward-conditioning': { replayRounds: 0, conditionBins: 3, conditionKl: 2.3, learningRate: 0.00019 },
    ppo: { klCoefficient: 0.46, valueCoefficient: 0.088, learningRate: 9.2e-5 },
    reinforce: { learningRate: 0.00031 },
  },
};

const ownDefaults = Object.fromEntries(
  Object.entries(settings).map(([key, setting]) => [key, setting.default]),
) as unknown as RunConfig;

/** Settings of a task, tuned so that the first run visibly works on its shipped prior. */
export const defaults = Object.fromEntries(
  [...TASK_NAMES, 'own' as const].map((task) => [task, { ...ownDefaults, ...taskPresets[task], task }]),
) as Readonly<Record<TaskName, RunConfig>>;

/** The settings with which a method visibly works on a task. */
export const presetFor = (task: TaskName, method: MethodName): RunConfig => ({
  ...defaults[task],
  method,
  ...presets[task]?.[method],
});
