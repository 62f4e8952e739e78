// The sentence that says what the interval of a win-rate covers.
import type { Scale } from './scale.ts';

export const intervalNote = ({ seeds }: Scale): string =>
  seeds.length > 1
    ? `Intervals are over prompts and over the ${seeds.length} seeds.`
    : 'Intervals are over prompts alone: one seed does not show how much seeds differ.';
