// Defines the colour tokens of a ramp, `--ramp-0` and on, for both themes.
import { rampHue } from '../../experiments/report/ramp.ts';

export const RAMP_STEPS = 24;
let defined = false;

/** Name of the colour token of a share of the ramp, 0..1. */
export const rampColour = (share: number): string => `--ramp-${Math.round(RAMP_STEPS * share)}`;

/** Defines the tokens for the document, once. */
export function defineRampColours(): void {
  if (defined) return;
  defined = true;
  const tokens = Array.from({ length: RAMP_STEPS + 1 }, (_, step) => {
    const { light, dark } = rampHue(step / RAMP_STEPS);
    return `--ramp-${step}: light-dark(${light}, ${dark});`;
  });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:root { ${tokens.join(' ')} }`);
  document.adoptedStyleSheets.push(sheet);
}
