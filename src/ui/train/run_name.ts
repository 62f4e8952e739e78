// Names a run by its method and its differences from the preset, so that a legend shows the changes.
import { changedSettings, configDiff } from '../../config/diff.ts';
import { presetFor } from '../../config/presets.ts';
import { objectives } from '../../objectives/index.ts';
import type { Run } from '../../store/page_state.ts';
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
