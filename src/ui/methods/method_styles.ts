// The methods' colours as tokens of the page, `--method-<name>`, made from each method's hue for both themes.
import { METHOD_NAMES, type MethodName, objectives } from '../../objectives/index.ts';

/** Name of the colour token of a method; a plus sign cannot stand in one. */
export const methodColour = (method: MethodName): string => `--method-${method.replaceAll('+', 'p')}`;

/** Defines the tokens for the document. */
export function defineMethodColours(): void {
  const tokens = METHOD_NAMES.map((method) => {
    const { light, dark } = objectives[method].hue;
    return `${methodColour(method)}: light-dark(${light}, ${dark});`;
  });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:root { ${tokens.join(' ')} }`);
  document.adoptedStyleSheets.push(sheet);
}
