// The settings of the Gaussian toy.
import { gaussianBounds } from '../../gaussian/settings.ts';
import type { FieldText } from '../controls/FieldHelp.tsx';
import { NumberInput } from '../controls/NumberInput.tsx';
import { SettingsCard } from '../controls/SettingsCard.tsx';
import { stopsScale } from '../controls/slider_scale.ts';
import styles from './Controls.module.css';
import { type ToySettings, toyDefaults } from './settings.ts';

const STRINGS = { defaultsTitle: 'Back to the paper’s settings', newSeed: 'New seed' } as const;

const TEXTS: Readonly<Record<keyof ToySettings, FieldText>> = {
  samples: {
    label: 'Samples',
    symbol: <i>n</i>,
    explanation: 'Samples behind each estimate.',
    source: 'Paper: 8',
  },
  repeats: {
    label: 'Repeats',
    symbol: <i>N</i>,
    explanation: 'Estimates behind each variance.',
    source: 'Paper: 2,000',
  },
  policyMean: {
    label: 'Policy mean',
    symbol: <i>m</i>,
    explanation: 'The policy is N(m, 1).',
    source: 'Paper: 1',
  },
  from: {
    label: 'Proposal mean from',
    symbol: <i>θ</i>,
    explanation: 'The leftmost proposal is N(θ, 1); with 0 it is the target.',
    source: 'Paper: 0',
  },
  to: {
    label: 'Proposal mean to',
    symbol: <i>θ</i>,
    explanation: 'The rightmost proposal; equal to m, it is the policy.',
    source: 'Paper: 1',
  },
  seed: { label: 'Seed', explanation: 'The same seed draws the same samples.' },
};

const tenths = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => (from + i) / 10);
const SAMPLES = stopsScale([2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]);
const REPEATS = stopsScale([100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000]);
const MEANS = stopsScale(tenths(-30, 30));
const { min: MIN, max: MAX } = gaussianBounds.theta;
/** Narrowest range of proposal means. */
const GAP = 0.1;

const clamp = (value: number, min: number, max: number) =>
  Number(Math.min(max, Math.max(min, value)).toFixed(9));

/** The range of means after a change of one end, which pushes the other end to keep a distance. */
function rangeWith({ from, to }: ToySettings, end: 'from' | 'to', value: number) {
  if (end === 'from') {
    const moved = clamp(value, MIN, MAX - GAP);
    return { from: moved, to: clamp(to, moved + GAP, MAX) };
  }
  const moved = clamp(value, MIN + GAP, MAX);
  return { to: moved, from: clamp(from, MIN, moved - GAP) };
}

const SLIDERS = [
  ['samples', SAMPLES],
  ['repeats', REPEATS],
  ['policyMean', MEANS],
  ['from', MEANS],
  ['to', MEANS],
] as const;

export interface ControlsProps {
  readonly settings: ToySettings;
  readonly onChange: (settings: ToySettings) => void;
}

export function Controls({ settings, onChange }: ControlsProps) {
  const change = (key: keyof ToySettings, value: number) =>
    onChange({
      ...settings,
      ...(key === 'from' || key === 'to' ? rangeWith(settings, key, value) : { [key]: value }),
    });
  return (
    <SettingsCard defaultsTitle={STRINGS.defaultsTitle} onDefaults={() => onChange(toyDefaults)}>
      <div className={styles.fields}>
        {SLIDERS.map(([key, scale]) => (
          <NumberInput
            key={key}
            name={key}
            text={TEXTS[key]}
            bounds={gaussianBounds[key === 'from' || key === 'to' ? 'theta' : key]}
            slider
            scale={scale}
            value={settings[key]}
            onCommit={(value) => change(key, value)}
            onDrag={(value) => change(key, value)}
          />
        ))}
        <div>
          <NumberInput
            name="seed"
            text={TEXTS.seed}
            bounds={gaussianBounds.seed}
            value={settings.seed}
            onCommit={(value) => change('seed', value)}
          />
          <button
            type="button"
            className={`button ${styles.newSeed}`}
            onClick={() => change('seed', (settings.seed + 1) % (gaussianBounds.seed.max + 1))}
          >
            {STRINGS.newSeed}
          </button>
        </div>
      </div>
    </SettingsCard>
  );
}
