// Search space of each method: its settings over the ranges that its authors and users try. The learning rate stays
// within a factor of four of the task's. Rounds, samples and steps are fixed, so every method has the same budget.
import { defaults } from '../../src/config/presets.ts';
import type { RunConfig, SettingKey } from '../../src/config/schema.ts';
import type { MethodName } from '../../src/objectives/index.ts';
import { objectives } from '../../src/objectives/index.ts';
import type { SearchRange } from '../../src/objectives/method.ts';
import type { Stream } from '../../src/random/stream.ts';
import type { TaskName } from '../../src/tasks/task.ts';

type Space = Readonly<Record<string, SearchRange>>;

const LEARNING_RATE_FACTOR = 4;

function draw(range: SearchRange, stream: Stream): string | number {
  if ('options' in range) return stream.pick(range.options);
  if ('linear' in range)
    return round(range.linear[0] + stream.uniform() * (range.linear[1] - range.linear[0]));
  const [min, max] = range.log;
  return round(min * (max / min) ** stream.uniform());
}

/** Rounds to two significant digits. */
const round = (value: number) => Number(value.toPrecision(2));

/** The first trial is the defaults of reference implementations; the rest are drawn. */
export function trialConfig(task: TaskName, method: MethodName, trial: number, stream: Stream): RunConfig {
  const base: RunConfig = { ...defaults[task], method };
  if (trial === 0) return base;
  const { learningRate } = base;
  const range = [learningRate / LEARNING_RATE_FACTOR, learningRate * LEARNING_RATE_FACTOR] as const;
  const space: Space = { learningRate: { log: range }, ...objectives[method].search };
  const drawn = Object.entries(space).map(([key, range]) => [
    key,
    draw(range, stream.split(method, trial, key)),
  ]);
  return { ...base, ...Object.fromEntries(drawn) };
}

/** The settings that a trial changed, as a preset. */
export function changes(config: RunConfig): Partial<RunConfig> {
  const base = defaults[config.task];
  const keys = (Object.keys(config) as SettingKey[]).filter(
    (key) => !['task', 'method', 'seed'].includes(key) && config[key] !== base[key],
  );
  return Object.fromEntries(keys.map((key) => [key, config[key]]));
}
