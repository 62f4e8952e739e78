import { expect, it } from 'vitest';
import { roughDuration } from './rough_duration.ts';

it.each([
  [0.2, '1 s'],
  [37, '40 s'],
  [59, '60 s'],
  [61, '1 min'],
  [151, '3 min'],
  [9000, '2.5 h'],
])('%d seconds are about %s', (seconds, text) => expect(roughDuration(seconds)).toBe(text));
