import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, objectives } from '../../objectives/index.ts';
import { chromaOf, contrast, lightnessOf, SHADES, shadesOf } from './shades.ts';

const themes = ['light', 'dark'] as const;
const [surface] = [
  ...readFileSync('src/ui/tokens.css', 'utf8').matchAll(/--surface: light-dark\((.*?), (.*?)\)/g),
];
const surfaces = { light: surface[1], dark: surface[2] };

it('measures contrast and lightness as published', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 9);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(lightnessOf('#ffffff')).toBeCloseTo(1, 4);
  // Red in OKLab, from the table of the CSS Color 4 specification.
  expect(lightnessOf('#ff0000')).toBeCloseTo(0.628, 3);
});

describe.each(themes)('the runs of a method in the %s theme', (theme) => {
  it.each(METHOD_NAMES)('%s: visible on the page, and apart in lightness', (method) => {
    const own = objectives[method].hue[theme];
    const shades = shadesOf(own, theme);
    expect(shades).toHaveLength(SHADES);
    expect(shades[0]).toBe(own);
    for (const shade of shades) expect(contrast(shade, surfaces[theme])).toBeGreaterThanOrEqual(3);
    // Nearly white or black, a colour has no hue that an eye can see.
    const enough = Math.min(0.055, 0.9 * chromaOf(own));
    for (const shade of shades) expect(chromaOf(shade)).toBeGreaterThanOrEqual(enough);
    const lightness = shades.map(lightnessOf);
    for (const [i, first] of lightness.entries())
      for (const second of lightness.slice(i + 1)) expect(Math.abs(first - second)).toBeGreaterThan(0.065);
    expect(Math.abs(lightness[0] - lightness[1])).toBeGreaterThan(0.13);
  });
});
