// Defines the methods' colour tokens from each method's hue for both themes: `--method-<name>`, and `--method-<name>-2`
// and so on for further runs of it.
import { METHOD_NAMES, type MethodName, objectives } from '../../objectives/index.ts';
import { SHADES, shadesOf } from './shades.ts';

/**
 * Name of a method's colour token; it cannot contain a plus sign.
 * @param earlier runs of the method before
 */
export function methodColour(method: MethodName, earlier = 0): string {
  const shade = earlier % SHADES;
  return `--method-${method.replaceAll('+', 'p')}${shade === 0 ? '' : `-${shade + 1}`}`;
}

/** Defines the tokens for the document. */
export function defineMethodColours(): void {
  const tokens = METHOD_NAMES.flatMap((method) => {
    const { hue } = objectives[method];
    const dark = shadesOf(hue.dark, 'dark');
    return shadesOf(hue.light, 'light').map(
      (light, shade) => `${methodColour(method, shade)}: light-dark(${light}, ${dark[shade]});`,
    );
  });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:root { ${tokens.join(' ')} }`);
  document.adoptedStyleSheets.push(sheet);
}
