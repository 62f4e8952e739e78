// The settings of the Gaussian toy.
import { useState } from 'react';
import { gaussianBounds } from '../../gaussian/settings.ts';
import styles from './Controls.module.css';
import { Slider } from './Slider.tsx';
import { type ToySettings, toyDefaults } from './settings.ts';

const STRINGS = {
  title: 'Settings',
  defaults: 'Defaults',
  defaultsTitle: 'Back to the paper’s settings',
  show: 'Show settings',
  hide: 'Hide settings',
  samples: { label: 'Samples', hint: 'Behind each estimate. Paper: 8.' },
  repeats: { label: 'Repeats', hint: 'Estimates behind each variance. Paper: 2,000.' },
  policyMean: { label: 'Policy mean', hint: 'The policy is N(m, 1). Paper: 1.' },
  from: { label: 'Proposal mean from', hint: '0 is the target.' },
  to: { label: 'Proposal mean to', hint: 'Equal to m, it is the policy.' },
  seed: { label: 'Seed', hint: 'The same seed draws the same samples.' },
  newSeed: 'New seed',
} as const;

const SAMPLES = [2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];
const REPEATS = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
const tenths = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => (from + i) / 10);
const MEANS = tenths(-30, 30);
const { min: MIN, max: MAX } = gaussianBounds.theta;
/** Narrowest range of proposal means. */
const GAP = 0.1;

const clamp = (value: number, min: number, max: number) =>
  Number(Math.min(max, Math.max(min, value)).toFixed(9));

export interface ControlsProps {
  readonly settings: ToySettings;
  readonly onChange: (settings: ToySettings) => void;
}

export function Controls({ settings, onChange }: ControlsProps) {
  const [shown, setShown] = useState(false);
  const change = (part: Partial<ToySettings>) => onChange({ ...settings, ...part });
  // The range keeps its ends apart: the end that is moved pushes the other.
  const setFrom = (value: number) => {
    const from = clamp(value, MIN, MAX - GAP);
    change({ from, to: clamp(settings.to, from + GAP, MAX) });
  };
  const setTo = (value: number) => {
    const to = clamp(value, MIN + GAP, MAX);
    change({ to, from: clamp(settings.from, MIN, to - GAP) });
  };
  return (
    <section className={`card ${styles.panel}`} aria-label={STRINGS.title}>
      <div className={styles.head}>
        <h2 className="card-title">{STRINGS.title}</h2>
        <button
          type="button"
          className="tool"
          title={STRINGS.defaultsTitle}
          onClick={() => onChange(toyDefaults)}
        >
          {STRINGS.defaults}
        </button>
        <button
          type="button"
          className={`tool ${styles.toggle}`}
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? STRINGS.hide : STRINGS.show}
        </button>
      </div>
      <div className={styles.fields} data-shown={shown}>
        <Slider
          {...STRINGS.samples}
          symbol="n"
          name="samples"
          stops={SAMPLES}
          value={settings.samples}
          onChange={(samples) => change({ samples })}
        />
        <Slider
          {...STRINGS.repeats}
          symbol="N"
          name="repeats"
          stops={REPEATS}
          value={settings.repeats}
          onChange={(repeats) => change({ repeats })}
        />
        <Slider
          {...STRINGS.policyMean}
          symbol="m"
          name="policyMean"
          stops={MEANS}
          value={settings.policyMean}
          onChange={(policyMean) => change({ policyMean })}
        />
        <Slider
          {...STRINGS.from}
          symbol="θ"
          name="theta"
          stops={MEANS}
          value={settings.from}
          onChange={setFrom}
        />
        <Slider {...STRINGS.to} symbol="θ" name="theta" stops={MEANS} value={settings.to} onChange={setTo} />
        <div>
          <Slider
            {...STRINGS.seed}
            symbol=""
            name="seed"
            value={settings.seed}
            onChange={(seed) => change({ seed })}
          />
          <button
            type="button"
            className={`button ${styles.newSeed}`}
            onClick={() => change({ seed: (settings.seed + 1) % (gaussianBounds.seed.max + 1) })}
          >
            {STRINGS.newSeed}
          </button>
        </div>
      </div>
    </section>
  );
}
