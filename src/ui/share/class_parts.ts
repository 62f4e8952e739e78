// What a teacher can show, lock or hide with a link, and the choices that classes begin with.
import type { ClassLink, PanelId } from '../../config/class_link.ts';
import type { SettingKey } from '../../config/schema.ts';

export type PartState = 'shown' | 'locked' | 'hidden';

/** The settings that a class is about; all others are in the drawer. */
export const CLASS_SETTINGS = [
  'task',
  'method',
  'gamma',
  'seed',
  'rounds',
  'stepsPerRound',
  'promptsPerRound',
  'samplesPerPrompt',
  'learningRate',
  'reward',
] as const satisfies SettingKey[];

/** Every panel by the name it has on the page. */
export const PANEL_NAMES: Readonly<Record<PanelId, string>> = {
  text: 'What it writes',
  chart: 'Reward against drift',
  step: 'Step and phase buttons',
  settings: 'All settings (the drawer)',
  runs: 'List of runs',
  inside: 'All tabs below the stage',
  weights: 'Weights',
  curves: 'Curves',
  samples: 'Samples',
  'method-card': 'Method (its text)',
  bridges: 'Bridges',
  'reward-panel': 'Reward',
  human: 'Be the human',
  pages: 'Other pages',
  share: 'Share and open files',
};

type Preset = Pick<ClassLink, 'lock' | 'hide'>;

/** Settings that stand outside the drawer. */
const OUTSIDE: readonly SettingKey[] = ['task', 'method', 'gamma'];
const INSIDE: readonly PanelId[] = [
  'weights',
  'curves',
  'samples',
  'method-card',
  'bridges',
  'reward-panel',
  'human',
];
const AROUND = ['step', 'settings', 'pages', 'share'] as const satisfies PanelId[];

export const CLASS_PRESETS: Readonly<Record<string, Preset>> = {
  'Only Play': { lock: [], hide: ['task', 'method', 'gamma', 'runs', 'inside', ...AROUND] },
  'Play and gamma': { lock: [], hide: ['task', 'method', 'inside', ...AROUND] },
  'Race two methods': {
    lock: ['task', 'gamma'],
    hide: ['samples', 'method-card', 'bridges', 'reward-panel', 'human', ...AROUND],
  },
  Everything: { lock: [], hide: [] },
};

/** What a part stands in; it is hidden with it. */
export const surroundings = (name: PanelId | SettingKey): PanelId | undefined => {
  if ((INSIDE as readonly string[]).includes(name)) return 'inside';
  const isInDrawer =
    (CLASS_SETTINGS as readonly string[]).includes(name) && !(OUTSIDE as readonly string[]).includes(name);
  return isInDrawer ? 'settings' : undefined;
};

export function stateOf({ lock, hide }: Preset, name: PanelId | SettingKey): PartState {
  const around = surroundings(name);
  if (hide.includes(name) || (around && hide.includes(around))) return 'hidden';
  return (lock as readonly string[]).includes(name) ? 'locked' : 'shown';
}

/** The link with one part in another state. */
export function withPart<Link extends Preset>(
  link: Link,
  name: PanelId | SettingKey,
  state: PartState,
): Link {
  const lock = link.lock.filter((key) => key !== name);
  const hide = link.hide.filter((key) => key !== name);
  if (state === 'locked') return { ...link, hide, lock: [...lock, name as SettingKey] };
  return { ...link, lock, hide: state === 'hidden' ? [...hide, name] : hide };
}
