import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rampHue } from '../../experiments/report/ramp.ts';
import { RAMP_STEPS, rampColour } from './ramp_styles.ts';
import { contrast, lightnessOf } from './shades.ts';

const [surface] = [
  ...readFileSync('src/ui/tokens.css', 'utf8').matchAll(/--surface: light-dark\((.*?), (.*?)\)/g),
];
const steps = Array.from({ length: RAMP_STEPS + 1 }, (_, step) => rampHue(step / RAMP_STEPS));

it.each([
  ['light', surface[1], -1],
  ['dark', surface[2], 1],
] as const)(
  'is visible in the %s theme, and its lightness alone gives the order',
  (theme, ground, direction) => {
    const hues = steps.map((hue) => hue[theme]);
    for (const hue of hues) expect(contrast(hue, ground)).toBeGreaterThanOrEqual(3);
    const lightness = hues.map(lightnessOf);
    for (const [at, value] of lightness.slice(1).entries())
      expect(direction * (value - lightness[at])).toBeGreaterThan(0.005);
  },
);

it('has a token for each share', () => {
  expect(rampColour(0)).toBe('--ramp-0');
  expect(rampColour(1)).toBe(`--ramp-${RAMP_STEPS}`);
});
