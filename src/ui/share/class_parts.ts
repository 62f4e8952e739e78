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

const INSIDE = [
  'weights',
  'curves',
  'samples',
  'method-card',
  'bridges',
  'reward-panel',
  'human',
] as const satisfies PanelId[];
const AROUND = ['step', 'settings', 'pages', 'share'] as const satisfies PanelId[];
const others = (...shown: (typeof CLASS_SETTINGS)[number][]) =>
  CLASS_SETTINGS.filter((key) => !shown.includes(key));

export const CLASS_PRESETS: Readonly<Record<string, Preset>> = {
  'Only Play': { lock: [], hide: [...CLASS_SETTINGS, ...INSIDE, ...AROUND, 'runs'] },
  'Play and gamma': { lock: [], hide: [...others('gamma'), ...INSIDE, ...AROUND] },
  'Race two methods': {
    lock: ['task', 'gamma'],
    hide: [
      ...others('task', 'gamma', 'method'),
      ...AROUND,
      ...INSIDE.filter((name) => name !== 'weights' && name !== 'curves'),
    ],
  },
  Everything: { lock: [], hide: [] },
};

export const stateOf = ({ lock, hide }: Preset, name: PanelId | SettingKey): PartState =>
  hide.includes(name) ? 'hidden' : (lock as readonly string[]).includes(name) ? 'locked' : 'shown';

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
