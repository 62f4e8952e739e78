// Names a run by its method and by what is different: from the preset for a run alone, among runs for several.
import { changedSettings, configDiff, nameOf, shownBeside } from '../../config/diff.ts';
import { presetFor } from '../../config/presets.ts';
import { isRead, type RunConfig, type SettingKey, settings } from '../../config/schema.ts';
import { objectives } from '../../objectives/index.ts';
import type { Run } from '../../store/page_state.ts';
import { taskCards } from '../../tasks/task.ts';
import type { LineStyle, Marker } from '../charts/chart_series.ts';
import { methodColour } from '../methods/method_styles.ts';

export function runName({ config, rewardModel }: Pick<Run, 'config' | 'rewardModel'>): string {
  const usual = presetFor(config.task, config.method);
  const name = objectives[config.method].label;
  const rewardSuffix = rewardModel === undefined ? '' : ` (reward model ${rewardModel})`;
  return changedSettings(usual, config).length === 0
    ? name
    : `${name}, ${configDiff(usual, config)}${rewardSuffix}`;
}

type Named = Pick<Run, 'id' | 'config' | 'rewardModel'>;

/** Method and task are words of their own; the seed comes last. */
const SETTING_KEYS: readonly SettingKey[] = [
  ...(Object.keys(settings) as SettingKey[]).filter((key) => !['task', 'method', 'seed'].includes(key)),
  'seed',
];

/** Beyond those that tell runs of one method apart, only so many are said. */
const MOST_SETTINGS = 3;

const differ = (values: readonly unknown[]): boolean => new Set(values).size > 1;

/**
 * Names by id that tell the runs apart: first the settings in which runs of one method and task differ, then some of those
 * in which the run is unlike its preset and another run is not.
 */
export function runNames(runs: readonly Named[]): ReadonlyMap<number, string> {
  const severalTasks = differ(runs.map(({ config }) => config.task));
  const severalModels = differ(runs.map(({ rewardModel }) => rewardModel));
  const ofRuns = runs.map(({ config }) => ({ config, usual: presetFor(config.task, config.method) }));
  const telling = SETTING_KEYS.filter((key) => {
    const readers = ofRuns.filter(({ config }) => isRead(key, config));
    return differ(readers.map(({ config, usual }) => (config[key] === usual[key] ? 'usual' : config[key])));
  });
  const saidOf = (config: RunConfig) => {
    const alike = ofRuns.filter(
      (other) => other.config.method === config.method && other.config.task === config.task,
    );
    const read = telling.filter((key) => isRead(key, config));
    const among = read.filter((key) => differ(alike.map((other) => other.config[key])));
    const beside = read.filter((key) => !among.includes(key) && config[key] !== alike[0].usual[key]);
    const room = Math.max(0, MOST_SETTINGS - among.length);
    const left = beside.slice(room).length;
    return [
      ...[...among, ...beside.slice(0, room)].map((key) => {
        const others = alike.map((other) => other.config[key]);
        return `${nameOf(key)} ${shownBeside([config[key], ...others])[0]}`;
      }),
      ...(left > 0 ? [`+${left}`] : []),
    ];
  };
  const nameIn = ({ config, rewardModel }: Named) => {
    const method = objectives[config.method].label;
    return [
      severalTasks ? `${method} on ${taskCards[config.task].label}` : method,
      ...saidOf(config),
      ...(severalModels && rewardModel !== undefined ? [`reward model ${rewardModel}`] : []),
    ].join(', ');
  };
  return new Map(runs.map((run) => [run.id, nameIn(run)]));
}

export interface RunStyle {
  readonly colour: string;
  readonly line: LineStyle;
  /** Marker of its points on the frontier. */
  readonly marker: Marker;
}

const LINES: readonly LineStyle[] = ['solid', 'dashed', 'dotted', 'dash-dot'];

/** Without the diamond, which is the prior's. */
const MARKERS: readonly Marker[] = ['circle', 'square', 'triangle', 'cross', 'star'];

/** The hue is the method's; runs of one method differ in lightness, marker and dash. */
export function runStyles(runs: readonly Run[]): ReadonlyMap<number, RunStyle> {
  const seen = new Map<string, number>();
  const styles = new Map<number, RunStyle>();
  for (const { id, config } of runs) {
    const earlier = seen.get(config.method) ?? 0;
    seen.set(config.method, earlier + 1);
    styles.set(id, {
      colour: methodColour(config.method, earlier),
      line: LINES[earlier % LINES.length],
      marker: markerOf(objectives[config.method].marker, earlier),
    });
  }
  return styles;
}

function markerOf(own: Marker, earlier: number): Marker {
  if (earlier === 0) return own;
  const others = MARKERS.filter((marker) => marker !== own);
  return others[(earlier - 1) % others.length];
}
