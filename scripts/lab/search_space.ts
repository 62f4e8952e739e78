// What the search may turn for each method: its own knobs over the ranges its authors and users try, and the learning
// rate within a factor of four of the task's. Rounds, samples and steps stay, so every method has the same budget.
import type { MethodName } from '../../src/config/methods.ts';
import { defaults, type RunConfig, type SettingKey } from '../../src/config/schema.ts';
import type { Stream } from '../../src/random/stream.ts';
import type { TaskName } from '../../src/tasks/task.ts';

type Range =
  | { readonly log: readonly [number, number] }
  | { readonly linear: readonly [number, number] }
  | { readonly options: readonly (string | number)[] };
export type Space = Readonly<Partial<Record<SettingKey, Range>>>;

const LEARNING_RATE_FACTOR = 4;

const spaces: Readonly<Partial<Record<MethodName, Space>>> = {
  gdc: { gateDivergence: { options: ['kl', 'tv'] } },
  'gdc++': { gateDivergence: { options: ['kl', 'tv'] } },
  dpo: { dpoBeta: { log: [0.05, 10] }, labelSmoothing: { options: [0, 0.1] } },
  'dpo-sft': { dpoBeta: { log: [0.05, 10] } },
  rso: {
    rsoGamma: { log: [0.05, 5] },
    rsoBeta: { log: [0.2, 4] },
    rsoLoss: { options: ['sigmoid-norm', 'hinge-norm'] },
    rsoPairing: { options: ['first-round', 'tournament'] },
  },
  slic: { slicDelta: { log: [0.3, 10] }, slicLambda: { linear: [0, 1] } },
  ipo: { ipoTau: { log: [0.05, 2] } },
  orpo: { orpoLambda: { log: [0.1, 30] } },
  kto: { ktoBeta: { log: [0.1, 4] } },
  'reward-conditioning': {
    conditionBins: { options: [3, 5, 8] },
    conditionKl: { linear: [0, 3] },
    replayRounds: { options: [0, 4] },
  },
  ppo: { klCoefficient: { log: [0.05, 2] }, valueCoefficient: { log: [0.05, 1] } },
  grpo: { grpoKlCoefficient: { log: [0.04, 5] } },
};

export function draw(range: Range, stream: Stream): string | number {
  if ('options' in range) return stream.pick(range.options);
  if ('linear' in range)
    return round(range.linear[0] + stream.uniform() * (range.linear[1] - range.linear[0]));
  const [min, max] = range.log;
  return round(min * (max / min) ** stream.uniform());
}

/** Two significant digits: what a person would write down. */
const round = (value: number) => Number(value.toPrecision(2));

/** The first trial is the defaults of reference implementations; the rest are drawn. */
export function trialConfig(task: TaskName, method: MethodName, trial: number, stream: Stream): RunConfig {
  const base: RunConfig = { ...defaults[task], method };
  if (trial === 0) return base;
  const { learningRate } = base;
  const range = [learningRate / LEARNING_RATE_FACTOR, learningRate * LEARNING_RATE_FACTOR] as const;
  const space: Space = { learningRate: { log: range }, ...spaces[method] };
  const drawn = Object.entries(space).map(([key, of]) => [key, draw(of, stream.split(method, trial, key))]);
  return { ...base, ...Object.fromEntries(drawn) };
}

/** What a trial changed, as a preset. */
export function changes(config: RunConfig): Partial<RunConfig> {
  const base = defaults[config.task];
  const keys = (Object.keys(config) as SettingKey[]).filter(
    (key) => !['task', 'method', 'seed'].includes(key) && config[key] !== base[key],
  );
  return Object.fromEntries(keys.map((key) => [key, config[key]]));
}
