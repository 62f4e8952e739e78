// What the settings of single methods are where a preset says nothing else: the reference implementations' values.
import type { MethodSettings } from './method_settings.ts';

/** What reference implementations start from; presets say where a task needs something else. */
export const methodDefaults = {
  labelSmoothing: 0,
  ipoTau: 0.1,
  slicDelta: 1,
  slicLambda: 0.1,
  rsoLoss: 'sigmoid-norm',
  rsoBeta: 0.5,
  rsoGamma: 0.05,
  rsoCandidates: 64,
  rsoPairing: 'first-round',
  orpoLambda: 0.1,
  ktoBeta: 0.1,
  ktoDesirableWeight: 1,
  ktoUndesirableWeight: 1,
  ktoLabels: 'median',
  rewardThreshold: 0,
  pairSource: 'prior',
  preferenceCount: 4000,
  preferenceNoise: 0.5,
  conditionTags: 'quantile',
  conditionBins: 5,
  conditionKl: 0.05,
  klCoefficient: 0.05,
  targetKl: 0,
  clipRange: 0.2,
  valueCoefficient: 0.1,
  valueClip: 0.2,
  gaeLambda: 0.95,
  grpoKlCoefficient: 0.04,
} as const satisfies Partial<MethodSettings>;
