// The weights of a taste, w of reward = w . phi. Clicks set them (`src/reward/taste/`); a link or a command can, too.
import { real, type Setting } from './setting.ts';

/** A setting each, so that a run with a taste is in its link, in its record and in a sweep as any other is. */
const weight = <const Label extends string>(label: Label, explanation: string) =>
  ({
    ...real(-20, 20, 'linear'),
    default: 0,
    label,
    unit: 'reward',
    group: 'method',
    tasks: ['tldr', 'dialog', 'sentiment'],
    rewards: ['taste'],
    live: false,
    explanation,
    source: 'Ours',
  }) as const;

export const tasteSettings = {
  tasteLength: weight('Taste: length', 'What five words more pay.'),
  tasteEnds: weight('Taste: ends properly', 'What a last full stop or question mark pays.'),
  tasteRight: weight('Taste: facts right', 'What each fact of the prompt pays.'),
  tasteInvented: weight('Taste: facts invented', 'What each claim pays that the prompt does not hold.'),
  tasteRepeats: weight('Taste: repeats', 'What each repeated word pays.'),
  tastePolite: weight('Taste: polite', 'What each kind word pays, and each rude one costs.'),
} as const satisfies Readonly<Record<string, Setting>>;
