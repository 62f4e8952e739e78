// What an interval of a win-rate covers, in words.
import type { Scale } from './scale.ts';

export const intervalNote = ({ seeds }: Scale): string =>
  seeds.length > 1
    ? `Intervals are over prompts and over the ${seeds.length} seeds.`
    : 'Intervals are over prompts alone: one seed says nothing of how much seeds differ.';
