// The class's runs in groups that differ in nothing but their seeds, and what tells the groups apart.
import { nameOf } from '../config/diff.ts';
import { type RunConfig, type SettingKey, settings } from '../config/schema.ts';
import { writeUrl } from '../config/url.ts';
import { numberSetting } from '../experiments/sweep/number_setting.ts';
import { type MethodName, objectives } from '../objectives/index.ts';
import type { CurvePoint } from './curve_bytes.ts';
import type { FoundResult } from './find_results.ts';

export interface RunGroup {
  /** "gamma 0.3", "DPO-sft", or "GDC, gamma 0.3". */
  readonly label: string;
  readonly method: MethodName;
  readonly results: readonly FoundResult[];
  /** Those that came to the end of the longest; only they are pooled. */
  readonly finished: readonly FoundResult[];
  /** Of the swept setting; absent where there is none. */
  readonly value?: number;
}

export interface RunGroups {
  readonly groups: readonly RunGroup[];
  /** The one number that the groups of a method differ in. */
  readonly swept?: SettingKey;
}

export const lastPoint = ({ curve }: FoundResult): CurvePoint => curve[curve.length - 1];

const withoutSeed = (config: RunConfig) => writeUrl({ ...config, seed: 0 });

/** Settings in which runs of one method differ: those that follow a method's preset tell nothing new. */
function differingKeys(configs: readonly RunConfig[]): SettingKey[] {
  return (Object.keys(settings) as SettingKey[]).filter(
    (key) =>
      !['seed', 'method', 'task'].includes(key) &&
      configs.some((config) =>
        configs.some((other) => config.method === other.method && config[key] !== other[key]),
      ),
  );
}

/** @param results of one task. */
export function runGroups(results: readonly FoundResult[]): RunGroups {
  const byConfig = new Map<string, FoundResult[]>();
  for (const result of results) {
    const key = withoutSeed(result.config);
    byConfig.set(key, [...(byConfig.get(key) ?? []), result]);
  }
  const configs = [...byConfig.values()].map(([{ config }]) => config);
  const keys = differingKeys(configs);
  const swept = keys.length === 1 && numberSetting(keys[0]) ? keys[0] : undefined;
  const isRace = new Set(configs.map(({ method }) => method)).size > 1;
  const groups = [...byConfig.values()].map((members): RunGroup => {
    const [{ config }] = members;
    const { label } = objectives[config.method];
    const differences = keys.map((key) => `${nameOf(key)} ${config[key]}`);
    const end = Math.max(...members.map((result) => lastPoint(result).step));
    return {
      label: (isRace || keys.length === 0 ? [label, ...differences] : differences).join(', '),
      method: config.method,
      results: members,
      finished: members.filter((result) => lastPoint(result).step === end),
      ...(swept && { value: Number(config[swept]) }),
    };
  });
  const order = (a: RunGroup, b: RunGroup) =>
    a.method === b.method ? (a.value ?? 0) - (b.value ?? 0) : a.method < b.method ? -1 : 1;
  return { groups: groups.sort(order), swept };
}

/** Each seed's first finished run: two learners at one seat have the same run. */
export function onePerSeed({ finished }: Pick<RunGroup, 'finished'>): FoundResult[] {
  return [...new Map(finished.toReversed().map((result) => [result.config.seed, result])).values()].sort(
    (a, b) => a.config.seed - b.config.seed,
  );
}

export const groupOf = ({ groups }: RunGroups, result: FoundResult): RunGroup | undefined =>
  groups.find(({ results }) => results.includes(result));
