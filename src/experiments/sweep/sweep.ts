// A sweep: one or two settings over some values, each for the same methods and seeds. It is data, so the page, the address
// and the command line expand it to the same runs.
import { presetFor } from '../../config/presets.ts';
import { isRead, type RunConfig, type SettingKey } from '../../config/schema.ts';
import { conflictOf } from '../../config/validate.ts';
import { METHOD_NAMES, type MethodName } from '../../objectives/index.ts';
import type { TaskName } from '../../tasks/task.ts';
import { type RunRequest, runRequest } from '../run_outcome.ts';
import type { Overrides } from '../scale.ts';

export interface SweptSetting {
  /** Of a number; see `numberSetting`. */
  readonly key: SettingKey;
  /** Different ones, in the order in which they are drawn. */
  readonly values: readonly number[];
}

export interface Sweep {
  readonly task: TaskName;
  /** What every run has instead of its method's preset, but for what is swept. */
  readonly overrides: Overrides;
  /** One or two. */
  readonly swept: readonly SweptSetting[];
  readonly methods: readonly MethodName[];
  readonly seeds: readonly number[];
}

/** All runs of one method at one value of each swept setting. */
export interface SweepPoint {
  readonly method: MethodName;
  /** One for each swept setting. */
  readonly values: readonly number[];
  /** One for each seed. */
  readonly requests: readonly RunRequest[];
}

export const MOST_RUNS = 500;
/** Lines of the second setting differ in their dashes. */
const MOST_SECOND_VALUES = 4;

/** The methods that read all of these settings on the task. */
export const sweepableMethods = (keys: readonly SettingKey[], task: TaskName): MethodName[] =>
  METHOD_NAMES.filter((method) => keys.every((key) => isRead(key, { method, task })));

export const runCount = ({ swept, methods, seeds }: Sweep): number =>
  swept.reduce((count, { values }) => count * values.length, methods.length * seeds.length);

/** Overrides of what the method does not read would make another run of the same. */
function baseOf(method: MethodName, { task, overrides }: Sweep): RunConfig {
  const read = Object.entries(overrides).filter(([key]) => isRead(key as SettingKey, { method, task }));
  return { ...presetFor(task, method), ...Object.fromEntries(read) };
}

/** Every combination of one value of each setting; the first setting varies slowest. */
const combinations = (swept: readonly SweptSetting[]): number[][] =>
  swept.reduce<number[][]>(
    (known, { values }) => known.flatMap((some) => values.map((value) => [...some, value])),
    [[]],
  );

interface SettledPoint {
  readonly method: MethodName;
  readonly values: readonly number[];
  readonly configs: readonly RunConfig[];
}

const settledPoints = (sweep: Sweep): SettledPoint[] =>
  sweep.methods.flatMap((method) => {
    const base = baseOf(method, sweep);
    return combinations(sweep.swept).map((values) => {
      const swept = Object.fromEntries(sweep.swept.map(({ key }, at) => [key, values[at]]));
      return { method, values, configs: sweep.seeds.map((seed) => ({ ...base, ...swept, seed })) };
    });
  });

/** Runs of the same world have the same best line, over the same prompts. */
export const worldOf = ({ task, reward, world, rewardSpread, evaluationPrompts }: RunConfig): string =>
  JSON.stringify(task === 'markov' ? [task, world, rewardSpread] : [task, reward, evaluationPrompts]);

/** The coldest run of each world records its best line: an enumerated one ends somewhat beyond the run's gamma. */
function recordersOf(configs: readonly RunConfig[]): ReadonlySet<RunConfig> {
  const coldest = new Map<string, RunConfig>();
  for (const config of configs) {
    const known = coldest.get(worldOf(config));
    if (!known || config.gamma < known.gamma) coldest.set(worldOf(config), config);
  }
  return new Set(coldest.values());
}

/** By method, then by value. */
export function sweepPoints(sweep: Sweep): SweepPoint[] {
  const points = settledPoints(sweep);
  const recorders = recordersOf(points.flatMap(({ configs }) => configs));
  return points.map(({ method, values, configs }) => ({
    method,
    values,
    // Nothing of a sweep is measured on test prompts.
    requests: configs.map((config) => runRequest(config, 0, recorders.has(config))),
  }));
}

export const sweepRequests = (sweep: Sweep): RunRequest[] =>
  sweepPoints(sweep).flatMap(({ requests }) => requests);

/** Why these parts are no sweep, although each is in its bounds. */
export function sweepConflict(sweep: Sweep): string | undefined {
  const { swept, methods, task } = sweep;
  const keys = swept.map(({ key }) => key);
  const readers = sweepableMethods(keys, task);
  const other = methods.find((method) => !readers.includes(method));
  if (other !== undefined)
    return `invalid methods: ${other} (expected some that read ${keys.join(' and ')}${readers.length > 0 ? `: ${readers.join(', ')}` : `; none does on ${task}`})`;
  if (swept.length > 1 && swept[1].values.length > MOST_SECOND_VALUES)
    return `invalid sweep: ${swept[1].values.length} values of ${swept[1].key} (expected at most ${MOST_SECOND_VALUES} of the second setting)`;
  const runs = runCount(sweep);
  if (runs > MOST_RUNS) return `invalid sweep: ${runs} runs (expected at most ${MOST_RUNS})`;
  // Seeds cannot conflict with anything.
  for (const { configs } of settledPoints({ ...sweep, seeds: sweep.seeds.slice(0, 1) })) {
    const conflict = conflictOf(configs[0]);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}
