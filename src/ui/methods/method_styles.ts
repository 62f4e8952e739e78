// Defines the methods' colour tokens, `--method-<name>`, from each method's hue for both themes.
import { METHOD_NAMES, type MethodName, objectives } from '../../objectives/index.ts';

/** Name of a method's colour token; it cannot contain a plus sign. */
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
